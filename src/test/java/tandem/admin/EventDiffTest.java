package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.cluster.MemberStatus;
import tandem.health.HealthChange;
import tandem.health.Standing;
import tandem.vip.Role;
import tandem.vip.Transition;

class EventDiffTest {
    private final FakeNode node = new FakeNode("proxy-a");
    private final NodeSnapshot before = node.snapshot();

    private List<String> since() {
        return EventDiff.between(before, node.snapshot()).stream()
                .map(draft -> draft.kind() + " " + draft.grade() + " " + draft.subject() + ": " + draft.text())
                .toList();
    }

    private static NodeSnapshot with(NodeSnapshot node, List<MemberStatus> members) {
        return new NodeSnapshot(
                node.about(),
                node.readiness(),
                members,
                node.beacons(),
                node.vips(),
                node.inside(),
                node.traffic(),
                node.serving());
    }

    @Test
    void nothingNewIsNoEvent() {
        assertThat(since()).isEmpty();
    }

    @Test
    void everyTransitionIsAnEventHoweverManyCameAtOnce() {
        var lost = new Transition(
                Instant.EPOCH, 2, new Role.Active("proxy-a"), new Role.Abstains(), "late", Optional.empty());
        var standby = new Transition(
                Instant.EPOCH, 3, new Role.Abstains(), new Role.Standby("proxy-b"), "proxy-b", Optional.empty());
        node.transitions.add(lost);
        node.transitions.add(standby);
        assertThat(since())
                .containsExactly(
                        "ROLE WARNING vip main: active -> abstains, term 2, late",
                        "ROLE INFO vip main: abstains -> standby of proxy-b, term 3, proxy-b");
    }

    @Test
    void aTakeoverIsTheSameOnceTheFirstRequestIsAnswered() {
        var steps = new Transition.Takeover(
                Optional.empty(), Duration.ZERO, Duration.ZERO, Duration.ZERO, Optional.empty());
        var taken = new Transition(
                Instant.EPOCH, 3, new Role.Standby("b"), new Role.Active("a"), "b is gone", Optional.of(steps));
        node.transitions.add(taken);
        var unserved = node.snapshot();
        node.transitions.removeLast();
        node.transitions.add(new Transition(
                Instant.EPOCH,
                3,
                new Role.Standby("b"),
                new Role.Active("a"),
                "b is gone",
                Optional.of(new Transition.Takeover(
                        Optional.empty(),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Optional.of(Duration.ofMillis(6))))));
        assertThat(since()).hasSize(1);
        assertThat(EventDiff.between(unserved, node.snapshot())).isEmpty();
    }

    @Test
    void aNodeThatIsNoLongerHeardIsNotSaidToBeNew() {
        var other = before.members().get(1);
        var silent = new MemberStatus(other.name(), other.address(), false, null);
        var lost = with(before, List.of(before.members().getFirst(), silent));
        assertThat(EventDiff.between(before, lost))
                .singleElement()
                .satisfies(event -> assertThat(event.grade() + " " + event.subject() + " " + event.text())
                        .isEqualTo("WARNING node proxy-b is not heard any more"));
    }

    @Test
    void theStepsOfATakeoverAreAmongItsFigures() {
        var first = EventDiff.between(
                        new NodeSnapshot(
                                before.about(),
                                before.readiness(),
                                before.members(),
                                before.beacons(),
                                NodeSnapshot.Vips.UNKNOWN,
                                before.inside(),
                                before.traffic(),
                                before.serving()),
                        before)
                .getFirst();
        assertThat(first.data().getDouble("decidedMs")).isEqualTo(0.12);
        assertThat(first.data().getDouble("announcedMs")).isEqualTo(2.0);
        assertThat(first.data().getJsonObject("beacons").containsKey("longestGapsMs"))
                .isTrue();
    }

    @Test
    void aNodeComesAndGoesAndSaysWhatItIs() {
        var alone = with(before, before.members().subList(0, 1));
        assertThat(EventDiff.between(before, alone))
                .singleElement()
                .satisfies(
                        gone -> assertThat(gone.subject() + " " + gone.text()).isEqualTo("node proxy-b is gone"));
        assertThat(EventDiff.between(alone, before))
                .singleElement()
                .satisfies(
                        came -> assertThat(came.grade() + " " + came.text()).isEqualTo("WARNING came: unfit: no disk"));
    }

    @Test
    void readinessAndAPoolWithoutBackendsAreTold() {
        node.ready = false;
        node.standing = Standing.OUT;
        assertThat(since())
                .containsExactly(
                        "NODE WARNING this node: not ready: stopping",
                        "POOL ERROR pool tomcat: has no backend in service");
        var out = node.snapshot();
        assertThat(EventDiff.atFirst(out)).extracting(Event.Draft::subject).containsExactly("pool tomcat");
        assertThat(EventDiff.atFirst(before)).isEmpty();
        node.standing = Standing.HEALTHY;
        assertThat(EventDiff.between(out, node.snapshot()))
                .extracting(Event.Draft::kind)
                .containsExactly(Event.Kind.POOL);
    }

    @Test
    void aPoolWhoseBackendsAreDrainedOrOutHasNoneInService() {
        node.mode = new Mode.Draining(Instant.EPOCH, Instant.EPOCH.plusSeconds(60));
        assertThat(since()).contains("POOL ERROR pool tomcat: has no backend in service");
    }

    @Test
    void anEjectionTellsTheFiguresThatLedToIt() {
        var change = new HealthChange(
                "shop",
                new Backend("one", "10.0.0.1", 8080, 1),
                Standing.HEALTHY,
                Standing.OUT,
                "3 requests failed in a row, last: connection refused",
                1,
                2,
                new HealthChange.Evidence(1, 0, 3, 20, 4));
        var event = HealthEvents.of(change);
        assertThat(event.grade() + " " + event.subject() + ": " + event.text())
                .isEqualTo("WARNING backend shop/one: out: 3 requests failed in a row, last: connection refused");
        assertThat(event.data().getMap())
                .containsEntry("from", "healthy")
                .containsEntry("state", "out")
                .containsEntry("failedChecks", 1)
                .containsEntry("failedRequests", 3)
                .containsEntry("windowRequests", 20L)
                .containsEntry("windowFailed", 4L)
                .containsEntry("eligible", 1);
    }
}
