package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.backend.PoolChange;
import tandem.backend.PoolRefusal;
import tandem.balance.Algorithm;
import tandem.health.HealthSettings;
import tandem.health.HealthTable;
import tandem.journal.Journal;
import tandem.proxy.LivePools;
import tandem.proxy.PoolSettings;
import tandem.proxy.Pools;

class KeptPoolsTest {
    private static final Backend A = new Backend("a", "10.0.0.1", 8080, 1);
    private static final Backend B = new Backend("b", "10.0.0.2", 8080, 1);
    private static final Backend C = new Backend("c", "10.0.0.3", 8080, 1);
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Pools.Changed REFUSED =
            new Pools.Changed.Refused(new PoolRefusal(PoolRefusal.Why.NO_SUCH_BACKEND, "pool shop has no backend z"));

    @TempDir
    Path folder;

    private final List<KeptPools> open = new ArrayList<>();

    /// A node whose file has these backends.
    private KeptPools node(String name, Backend... file) {
        var settings = pool(file);
        var table = new HealthTable("shop", settings.backends(), HealthSettings.DEFAULT, () -> 0, _ -> {});
        var journal = Journal.open(folder, "production", name, Duration.ofMillis(20));
        var kept = new KeptPools(journal, List.of(settings), () -> NOON);
        kept.begin(table);
        kept.serve(new LivePools(List.of(new LivePools.Pool(settings, table)), _ -> Optional.empty(), () -> NOON));
        open.add(kept);
        return kept;
    }

    private static PoolSettings pool(Backend... backends) {
        return new PoolSettings("shop", Algorithm.ROUND_ROBIN, List.of(backends), HealthSettings.DEFAULT);
    }

    @AfterEach
    void close() {
        open.forEach(KeptPools::close);
    }

    private void stop(KeptPools node) {
        node.close();
        open.remove(node);
    }

    private static void change(KeptPools node, PoolChange change, int second) {
        assertThat(node.change("shop", change, NOON.plusSeconds(second))).isInstanceOf(Pools.Changed.Done.class);
    }

    private static List<String> members(KeptPools node) {
        return node.list().getFirst().backends().stream()
                .map(member -> member.status().backend().name() + " "
                        + member.status().backend().weight() + " "
                        + member.mode().text())
                .toList();
    }

    private static void learn(KeptPools node, KeptPools from) {
        node.learn(
                "other",
                from.wishes(new JsonObject().put("digest", node.wishes().digest())));
    }

    private static void changeAll(KeptPools node) {
        change(node, new PoolChange.Add(C), 1);
        change(node, new PoolChange.Weigh("c", 7), 2);
        change(node, new PoolChange.Remove("b"), 3);
        change(node, new PoolChange.Drain("a", Duration.ofMinutes(5)), 4);
    }

    @Test
    void everyChangeOutlivesTheProcess() {
        var node = node("proxy-a", A, B);
        changeAll(node);
        assertThat(members(node)).containsExactly("a 1 draining", "c 7 enabled");
        stop(node);
        var next = node("proxy-a", A, B);
        assertThat(members(next)).containsExactly("a 1 draining", "c 7 enabled");
        assertThat(next.list().getFirst().backends().getFirst().mode())
                .isEqualTo(new Mode.Draining(NOON, NOON.plusSeconds(300)));
        change(next, new PoolChange.Enable("a"), 5);
        change(next, new PoolChange.Add(B), 6);
        change(next, new PoolChange.Remove("c"), 7);
        stop(next);
        assertThat(members(node("proxy-a", A, B))).containsExactly("a 1 enabled", "b 1 enabled");
    }

    @Test
    void theFileWinsWhereItSaysSomethingElse() {
        var node = node("proxy-a", A, B);
        change(node, new PoolChange.Weigh("a", 3), 1);
        change(node, new PoolChange.Weigh("b", 3), 1);
        change(node, new PoolChange.Add(C), 1);
        stop(node);
        var next = node("proxy-a", A.withWeight(2), B, C.withWeight(5));
        assertThat(members(next)).containsExactly("a 2 enabled", "b 3 enabled", "c 5 enabled");
        stop(next);
        assertThat(members(node("proxy-a", A, B, C)))
                .as("what was undone stays undone")
                .containsExactly("a 1 enabled", "b 3 enabled", "c 1 enabled");
    }

    @Test
    void aReloadedFileWinsLikewise() {
        var node = node("proxy-a", A, B);
        changeAll(node);
        node.reloaded(List.of(pool(A, B.withWeight(9))));
        assertThat(members(node)).containsExactlyInAnyOrder("a 1 draining", "b 9 enabled", "c 7 enabled");
        node.reloaded(List.of(pool(A.withWeight(2), B.withWeight(9), C)));
        assertThat(members(node)).containsExactlyInAnyOrder("a 2 enabled", "b 9 enabled", "c 1 enabled");
    }

    @Test
    void aNodeThatComesLearnsFromThoseThatRun() {
        var running = node("proxy-a", A, B);
        changeAll(running);
        var coming = node("proxy-b", A, B);
        learn(coming, running);
        assertThat(members(coming)).isEqualTo(members(running));
        assertThat(coming.wishes(new JsonObject().put("digest", running.wishes().digest())))
                .isEmpty();
        stop(coming);
        assertThat(members(node("proxy-b", A, B))).isEqualTo(members(running));
    }

    @Test
    void theNewerChangeHoldsWhicheverNodeHeardIt() {
        var one = node("proxy-a", A, B);
        var other = node("proxy-b", A, B);
        change(one, new PoolChange.Weigh("a", 3), 1);
        change(other, new PoolChange.Weigh("a", 4), 2);
        change(other, new PoolChange.Weigh("b", 5), 1);
        change(one, new PoolChange.Weigh("b", 6), 2);
        learn(one, other);
        learn(other, one);
        assertThat(members(one)).containsExactly("a 4 enabled", "b 6 enabled");
        assertThat(members(other)).isEqualTo(members(one));
        assertThat(other.wishes().digest()).isEqualTo(one.wishes().digest());
    }

    /// As the first node to make a change tells another one.
    private static Pools.Changed follow(KeptPools node, KeptPools first, PoolChange change) {
        return node.follow("shop", change, first.newest("shop", change.backend()));
    }

    @Test
    void ofTwoChangesThatRaceEachOtherTheLaterOneHoldsInWhateverOrderTheyCome() {
        var one = node("proxy-a", A, B);
        var other = node("proxy-b", A, B);
        var sooner = new PoolChange.Weigh("a", 3);
        var later = new PoolChange.Weigh("a", 4);
        change(one, sooner, 1);
        change(other, later, 2);
        assertThat(follow(other, one, sooner))
                .isEqualTo(new Pools.Changed.Refused(
                        new PoolRefusal(PoolRefusal.Why.CONFLICT, "something newer was asked for of a meanwhile")));
        assertThat(follow(one, other, later)).isInstanceOf(Pools.Changed.Done.class);
        assertThat(members(one)).containsExactly("a 4 enabled", "b 1 enabled");
        assertThat(members(other)).isEqualTo(members(one));
        assertThat(other.wishes().digest()).isEqualTo(one.wishes().digest());
        assertThat(follow(other, other, later)).as("told twice").isInstanceOf(Pools.Changed.Done.class);
        assertThat(other.wishes().digest()).isEqualTo(one.wishes().digest());
    }

    @Test
    void ofTwoChangesOfOneMillisecondAllNodesTakeTheSame() {
        var one = node("proxy-a", A, B);
        var other = node("proxy-b", A, B);
        change(one, new PoolChange.Weigh("a", 3), 1);
        change(other, new PoolChange.Weigh("a", 4), 1);
        follow(other, one, new PoolChange.Weigh("a", 3));
        follow(one, other, new PoolChange.Weigh("a", 4));
        learn(one, other);
        learn(other, one);
        assertThat(members(other)).isEqualTo(members(one));
        assertThat(other.wishes().digest()).isEqualTo(one.wishes().digest());
    }

    @Test
    void ofAllBackendsThatTwoNodesHaveRemovedTheLastOneStays() {
        var one = node("proxy-a", A, B);
        var other = node("proxy-b", A, B);
        change(one, new PoolChange.Remove("a"), 1);
        change(other, new PoolChange.Remove("b"), 2);
        for (var told :
                List.of(follow(other, one, new PoolChange.Remove("a")), follow(one, other, new PoolChange.Remove("b"))))
            assertThat(told).isInstanceOf(Pools.Changed.Refused.class);
        learn(one, other);
        learn(other, one);
        assertThat(members(one)).containsExactly("b 1 enabled");
        assertThat(members(other)).isEqualTo(members(one));
        learn(one, other);
        assertThat(other.wishes().digest()).isEqualTo(one.wishes().digest());
    }

    @Test
    void aChangeAfterOneOfAClockThatIsAheadHoldsAllTheSame() {
        var node = node("proxy-a", A, B);
        change(node, new PoolChange.Weigh("a", 3), 3600);
        change(node, new PoolChange.Weigh("a", 4), 1);
        stop(node);
        assertThat(members(node("proxy-a", A, B))).containsExactly("a 4 enabled", "b 1 enabled");
    }

    @Test
    void whatIsToldOfAnotherFileIsNotTakenOver() {
        var other = node("proxy-b", A.withWeight(2), B);
        change(other, new PoolChange.Weigh("a", 9), 1);
        change(other, new PoolChange.Weigh("b", 9), 1);
        var node = node("proxy-a", A, B);
        learn(node, other);
        assertThat(members(node)).containsExactly("a 1 enabled", "b 9 enabled");
    }

    @Test
    void nonsenseOfAnotherNodeChangesNothing() {
        var node = node("proxy-a", A, B);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> node.learn("other", new JsonObject().put("wishes", new JsonArray().add(7))));
        assertThat(members(node)).containsExactly("a 1 enabled", "b 1 enabled");
    }

    @Test
    void aRefusedChangeIsNotKept() {
        var node = node("proxy-a", A, B);
        var before = node.wishes().digest();
        assertThat(node.change("shop", new PoolChange.Enable("z"))).isEqualTo(REFUSED);
        assertThat(node.wishes().digest()).isEqualTo(before);
    }
}
