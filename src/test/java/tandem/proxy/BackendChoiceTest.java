package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.backend.PoolChange;
import tandem.balance.Algorithm;
import tandem.balance.Mix;
import tandem.health.CheckResult;
import tandem.health.HealthSettings;
import tandem.health.HealthTable;

final class BackendChoiceTest {
    private static final Backend A = new Backend("a", "127.0.0.1", 8001, 1);
    private static final Backend B = new Backend("b", "127.0.0.1", 8002, 1);

    private final HealthTable health =
            new HealthTable("p", List.of(A, B), HealthSettings.DEFAULT, () -> 0, change -> {});
    private final Upstream upstream =
            new Upstream(new PoolSettings("p", Algorithm.ROUND_ROBIN, List.of(A, B), HealthSettings.DEFAULT), health);
    private final BackendChoice choice = new BackendChoice(upstream, 0);

    private void takeOut(Backend backend) {
        for (int i = 0; i < HealthSettings.DEFAULT.check().fall(); i++)
            health.checked(backend, new CheckResult.WrongStatus(500, "200-399", Duration.ZERO));
    }

    private List<Backend> picks(int times, List<Backend> tried) {
        List<Backend> picked = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Upstream.Target target = choice.pick(tried, null);
            if (target != null) picked.add(target.backend());
        }
        return picked;
    }

    @Test
    void backendsTakeTurns() {
        assertThat(picks(4, List.of())).containsExactly(A, B, A, B);
    }

    @Test
    void aBackendThatWasTriedIsLeftOut() {
        assertThat(picks(2, List.of(A))).containsExactly(B, B);
        assertThat(choice.left(List.of(A))).isEqualTo(1);
        assertThat(picks(2, List.of(A, B))).isEmpty();
        assertThat(choice.left(List.of(A, B))).isZero();
    }

    @Test
    void aBackendThatIsOutIsNotPicked() {
        takeOut(A);
        assertThat(picks(3, List.of())).containsExactly(B, B, B);
        assertThat(choice.eligible()).isEqualTo(1);
    }

    @Test
    void aRouteThatWasLearnedIsItsBackends() {
        upstream.learn("r2", "b");
        for (int i = 0; i < 3; i++)
            assertThat(backendOf(choice.pick(List.of(), "r2"))).isEqualTo(B);
        takeOut(B);
        assertThat(backendOf(choice.pick(List.of(), "r2"))).isEqualTo(A);
        assertThat(upstream.stickyBreaks()).isEqualTo(1);
    }

    @Test
    void aSessionsRequestsGoToItsBackendWhileThatIsInAndUntried() {
        assertThat(backendOf(choice.pick(List.of(), "b"))).isEqualTo(B);
        assertThat(backendOf(choice.pick(List.of(), "b"))).isEqualTo(B);
        assertThat(backendOf(choice.pick(List.of(B), "b"))).isEqualTo(A);
        takeOut(B);
        assertThat(backendOf(choice.pick(List.of(), "b"))).isEqualTo(A);
    }

    @Test
    void aRouteThatIsNoBackendsNameIsBalanced() {
        assertThat(picks(1, List.of())).containsExactly(A);
        assertThat(backendOf(choice.pick(List.of(), "unknown"))).isEqualTo(B);
    }

    private static Backend backendOf(Upstream.@Nullable Target target) {
        return Objects.requireNonNull(target).backend();
    }

    /// Whoever is not may wait for any of them.
    @Test
    void aRequestIsBoundByARouteThatIsKnownAlone() {
        upstream.learn("r2", "b");
        assertThat(choice.isBound(Session.NONE)).isFalse();
        assertThat(choice.isBound(new Session("unknown", 1))).isFalse();
        assertThat(choice.isBound(new Session("a", 1))).isTrue();
        assertThat(choice.isBound(new Session("r2", 1))).isTrue();
        takeOut(B);
        assertThat(choice.isBound(new Session("b", 1))).isTrue();
        health.change(new PoolChange.Remove("b"), Instant.EPOCH);
        assertThat(choice.isBound(new Session("b", 1))).isFalse();
        assertThat(choice.isBound(new Session("r2", 1))).isFalse();
    }

    @Test
    void withoutAnEligibleBackendThereIsNone() {
        takeOut(A);
        takeOut(B);
        assertThat(picks(1, List.of())).isEmpty();
        assertThat(choice.eligible()).isZero();
    }

    @Test
    void aBackupIsPickedOnlyWhenNoOtherIsLeft() {
        Backend spare = new Backend("spare", "127.0.0.1", 8003, 1, true);
        BackendChoice backed = choiceOf(A, B, spare);
        for (int i = 0; i < 10; i++)
            assertThat(backendOf(backed.pick(List.of(), null))).isNotEqualTo(spare);
        assertThat(backendOf(backed.pick(List.of(A, B), null))).isEqualTo(spare);
        assertThat(backed.left(List.of(A, B))).isEqualTo(1);
        assertThat(backed.pick(List.of(A, B, spare), null)).isNull();
    }

    @Test
    void aBackendWithoutWeightGetsOnlyItsSessions() {
        Backend idle = B.withWeight(0);
        BackendChoice weighed = choiceOf(A, idle);
        for (int i = 0; i < 10; i++)
            assertThat(backendOf(weighed.pick(List.of(), null))).isEqualTo(A);
        assertThat(backendOf(weighed.pick(List.of(), "b"))).isEqualTo(idle);
        assertThat(weighed.pick(List.of(A), null)).isNull();
        assertThat(weighed.eligible()).isEqualTo(1);
    }

    @Test
    void aBackendThatHasComeBackStartsSlowly() {
        long[] now = {0};
        List<Backend> all = List.of(A, B);
        HealthTable table = new HealthTable("p", all, HealthSettings.DEFAULT, () -> now[0], change -> {});
        BackendChoice slow = new BackendChoice(upstreamOf(all, table), 0);
        for (int i = 0; i < 3; i++) table.checked(A, new CheckResult.WrongStatus(500, "200-399", Duration.ZERO));
        for (int i = 0; i < 2; i++) table.checked(A, new CheckResult.Passed(200, Duration.ZERO));
        assertThat(countOf(A, slow, 1000)).isBetween(30, 80);
        now[0] = Duration.ofSeconds(5).toNanos();
        assertThat(countOf(A, slow, 1000)).isBetween(210, 380);
        now[0] = Duration.ofSeconds(10).toNanos();
        assertThat(countOf(A, slow, 1000)).isEqualTo(500);
    }

    @Test
    void whereAllStartAtOnceNobodyWaits() {
        List<Backend> all = List.of(A, B);
        HealthTable table = new HealthTable("p", all, HealthSettings.DEFAULT, () -> 0, change -> {});
        for (Backend backend : all) {
            table.checked(backend, new CheckResult.WrongStatus(500, "200-399", Duration.ZERO));
            for (int i = 0; i < 2; i++) table.checked(backend, new CheckResult.Passed(200, Duration.ZERO));
        }
        assertThat(countOf(A, new BackendChoice(upstreamOf(all, table), 0), 1000))
                .isEqualTo(500);
    }

    @Test
    void aBackendThatIsDrainedKeepsItsSessionsAlone() {
        health.change(new PoolChange.Drain("a", Duration.ofMinutes(1)), Instant.EPOCH);
        assertThat(picks(3, List.of())).containsExactly(B, B, B);
        assertThat(backendOf(choice.pick(List.of(), "a"))).isEqualTo(A);
        health.tick(_ -> true, Instant.EPOCH);
        assertThat(backendOf(choice.pick(List.of(), "a"))).isEqualTo(B);
    }

    @Test
    void aBackendThatIsAddedOrWeighedIsBalancedTo() {
        Backend third = new Backend("c", "127.0.0.1", 8003, 1);
        health.change(new PoolChange.Add(third), Instant.EPOCH);
        health.change(new PoolChange.Weigh("a", 0), Instant.EPOCH);
        assertThat(picks(2, List.of())).containsExactly(B, B);
        for (int i = 0; i < 2; i++) health.checked(third, new CheckResult.Passed(200, Duration.ZERO));
        assertThat(picks(400, List.of())).contains(third).doesNotContain(A);
        // The same target as before, with its load.
        assertThat(backendOf(choice.pick(List.of(), "a"))).isEqualTo(A);
    }

    private static int countOf(Backend backend, BackendChoice choice, int times) {
        int count = 0;
        for (int i = 0; i < times; i++)
            if (backendOf(choice.pick(List.of(), null)).equals(backend)) count++;
        return count;
    }

    private static Upstream upstreamOf(List<Backend> all, HealthTable table) {
        return new Upstream(new PoolSettings("p", Algorithm.ROUND_ROBIN, all, HealthSettings.DEFAULT), table);
    }

    /// A session's second choice is the same for every turn, on every event loop and on every node, so that session
    /// replication between two Tomcats is enough.
    @Test
    void theSessionsOfABackendThatIsOutGoToOneOther() {
        Backend[] all = {A, B, new Backend("c", "127.0.0.1", 8003, 1), new Backend("d", "127.0.0.1", 8004, 1)};
        for (Backend home : all) {
            Set<Backend> second = new HashSet<>();
            for (int turn = 0; turn < 20; turn++) {
                BackendChoice loop = choiceOf(all);
                loop.pick(List.of(), null);
                second.add(backendOf(loop.pick(List.of(home), home.name())));
                second.add(backendOf(choiceOf(all[3], all[1], all[0], all[2]).pick(List.of(home), home.name())));
            }
            assertThat(second).hasSize(1).doesNotContain(home);
        }
    }

    @Test
    void aSessionsThirdChoiceIsRankedToo() {
        BackendChoice three = choiceOf(A, B, new Backend("c", "127.0.0.1", 8003, 1));
        Backend second = backendOf(three.pick(List.of(A), "a"));
        Backend third = backendOf(three.pick(List.of(A, second), "a"));
        assertThat(third).isNotIn(A, second);
        assertThat(three.pick(List.of(A, second, third), "a")).isNull();
    }

    @Test
    void theSecondChoiceIsNoBackupAndHasWeight() {
        Backend spare = new Backend("spare", "127.0.0.1", 8003, 1, true);
        Backend idle = new Backend("idle", "127.0.0.1", 8004, 0);
        BackendChoice four = choiceOf(A, B, spare, idle);
        assertThat(backendOf(four.pick(List.of(A), "a"))).isEqualTo(B);
        assertThat(backendOf(four.pick(List.of(A, B), "a"))).isEqualTo(spare);
    }

    @Test
    void sessionsThatLeaveTheirBackendAreCounted() {
        takeOut(B);
        choice.pick(List.of(), "b");
        choice.pick(List.of(), "b");
        choice.pick(List.of(), "unknown");
        choice.pick(List.of(), "a");
        assertThat(upstream.target(B).load().snapshot().sessionsMoved()).isEqualTo(2);
        assertThat(upstream.target(A).load().snapshot().sessionsMoved()).isZero();
    }

    @Test
    void aSessionThatHasToLeaveIsOneBreakUntilItIsBack() {
        Session session = new Session("b", 77);
        choice.pick(List.of(), session, 0);
        assertThat(upstream.stickyBreaks()).isZero();
        takeOut(B);
        for (int i = 0; i < 5; i++) choice.pick(List.of(), session, 0);
        assertThat(upstream.stickyBreaks()).isEqualTo(1);
        for (int i = 0; i < 2; i++) health.checked(B, new CheckResult.Passed(200, Duration.ZERO));
        choice.pick(List.of(), session, 0);
        takeOut(B);
        choice.pick(List.of(), session, 0);
        assertThat(upstream.stickyBreaks()).isEqualTo(2);
        choice.pick(List.of(), new Session("unknown", 78), 0);
        assertThat(upstream.stickyBreaks()).isEqualTo(2);
    }

    @Test
    void aSessionWhoseBackendFailsItLeavesOnceWhereverItEnds() {
        BackendChoice three = choiceOf(A, B, new Backend("c", "127.0.0.1", 8003, 1));
        Session session = new Session("a", 77);
        Backend second = backendOf(three.pick(List.of(A), session, 0));
        three.pick(List.of(A, second), session, 0);
        assertThat(three.upstream().stickyBreaks()).isEqualTo(1);
        assertThat(three.pick(List.of(A, B, new Backend("c", "127.0.0.1", 8003, 1)), session, 0))
                .isNull();
    }

    @Test
    void sessionsAreCountedWhereTheyAre() {
        choice.pick(List.of(), new Session("b", Mix.of(1)), 0);
        choice.pick(List.of(), new Session("b", Mix.of(2)), 0);
        choice.pick(List.of(), new Session("b", Mix.of(2)), 0);
        choice.pick(List.of(), Session.NONE, 0);
        assertThat(upstream.sessions(B, Duration.ofMinutes(5))).isEqualTo(2);
        assertThat(upstream.sessions(A, Duration.ofMinutes(5))).isZero();
        takeOut(B);
        choice.pick(List.of(), new Session("b", Mix.of(1)), 0);
        assertThat(upstream.sessions(A, Duration.ofMinutes(5))).isEqualTo(1);
    }

    /// One packet that got lost by itself says nothing of what else is under way.
    @Test
    void aBackendIsCutWhileNothingIsHeardFromItAfterALoss() {
        BackendLoad load = new BackendLoad(() -> 0);
        assertThat(load.isCut(50)).isFalse();
        load.answered(10, 90);
        load.lost(100, 200);
        assertThat(load.isCut(50)).isTrue();
        assertThat(load.isCut(199)).isTrue();
        assertThat(load.isCut(201)).isFalse();
        load.answered(10, 150);
        assertThat(load.isCut(50)).isFalse();
    }

    @Test
    void aBackendWhoseTriesAreOutrunIsSilentSinceTheFirstOfThemUntilItIsHeard() {
        BackendLoad load = new BackendLoad(() -> 0);
        assertThat(load.outrun(100, 150)).isEqualTo(50);
        assertThat(load.outrun(300, 340)).isEqualTo(240);
        assertThat(load.outrun(200, 350)).isEqualTo(250);
        load.answered(10, 400);
        assertThat(load.outrun(390, 450)).isZero();
        assertThat(load.outrun(500, 520)).isEqualTo(20);
        assertThat(load.outrun(510, 530)).isEqualTo(30);
    }

    /// It takes at least as long as the try had waited.
    @Test
    void aTryThatIsOutrunMakesItsBackendASlowOne() {
        long[] now = {1_000_000_000};
        BackendLoad load = new BackendLoad(() -> now[0]);
        load.answered(2_000_000, now[0]);
        load.outrun(now[0] - 60_000_000, now[0]);
        assertThat(load.latency()).isEqualTo(60e6);
        load.answered(70_000_000, now[0]);
        assertThat(load.latency()).isEqualTo(70e6);
        now[0] += 60_000_000_000L;
        assertThat(load.latency()).isLessThan(1e6);
    }

    @Test
    void theLatencyOfABackendIsThatOfItsAnswers() {
        long[] now = {0};
        BackendLoad load = new BackendLoad(() -> now[0]);
        assertThat(load.latency()).isZero();
        load.answered(2_000_000, now[0]);
        load.answered(80_000_000, now[0]);
        assertThat(load.latency()).isEqualTo(80e6);
        now[0] += 60_000_000_000L;
        assertThat(load.latency()).isLessThan(1e6);
    }

    private static BackendChoice choiceOf(Backend... backends) {
        List<Backend> all = List.of(backends);
        HealthTable table = new HealthTable("p", all, HealthSettings.DEFAULT, () -> 0, change -> {});
        return new BackendChoice(upstreamOf(all, table), 0);
    }
}
