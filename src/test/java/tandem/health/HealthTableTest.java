package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static tandem.health.Health.ANSWERED;
import static tandem.health.Health.NO_ANSWER;
import static tandem.health.Health.PASSED;
import static tandem.health.Health.REFUSED;
import static tandem.health.Health.SETTINGS;
import static tandem.health.Health.UNAVAILABLE;
import static tandem.health.Health.seconds;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.backend.Outcome;
import tandem.backend.PoolChange;
import tandem.health.BackendStatus.Counts;
import tandem.health.BackendStatus.LastCheck;

class HealthTableTest {
    private static final List<Backend> TWO = Health.backends(2);
    private static final Backend FIRST = TWO.get(0);
    private static final Backend SECOND = TWO.get(1);

    private final List<HealthChange> changes = new ArrayList<>();
    private long now = seconds(1000);
    private final HealthTable table = new HealthTable("tomcat", TWO, SETTINGS, () -> now, changes::add);

    @Test
    void aDeadBackendIsEjectedOnceAndReadmittedOnce() {
        attempt(SECOND, REFUSED, 5);
        now += seconds(5.5);
        table.checked(SECOND, PASSED);
        table.checked(SECOND, PASSED);
        table.checked(SECOND, PASSED);

        assertThat(changes)
                .extracting(HealthChange::text)
                .containsExactly(
                        "pool tomcat: tomcat-2 (127.0.0.1:8082) ejected: "
                                + "3 requests failed in a row, last: connection refused; 1 of 2 backends left",
                        "pool tomcat: tomcat-2 (127.0.0.1:8082) readmitted: 2 checks passed in a row, "
                                + "last: answered 200 in 3 ms; it was out for 5.5 s; 2 of 2 backends eligible");
    }

    @Test
    void theEligibleBackendsFollowEachChange() {
        assertThat(table.eligible()).isEqualTo(new Eligible(0, TWO));
        attempt(FIRST, REFUSED, 3);
        assertThat(table.eligible()).isEqualTo(new Eligible(1, List.of(SECOND)));
        table.checked(SECOND, NO_ANSWER);
        assertThat(table.eligible()).isEqualTo(new Eligible(2, List.of()));
    }

    @Test
    void theEligibleBackendsAreTheSameValueWhileNothingChanges() {
        Eligible before = table.eligible();

        attempt(FIRST, REFUSED, 2);
        attempt(FIRST, ANSWERED, 1);
        table.checked(FIRST, PASSED);

        assertThat(table.eligible()).isSameAs(before);
    }

    @Test
    void aStatusSaysWhatIsKnown() {
        now += seconds(2);
        table.checked(FIRST, PASSED);
        now += seconds(3);

        assertThat(table.snapshot())
                .containsExactly(
                        new BackendStatus(
                                FIRST,
                                Standing.HEALTHY,
                                "first check passed: answered 200 in 3 ms",
                                Duration.ofSeconds(3),
                                Optional.of(new LastCheck(PASSED, Duration.ofSeconds(3))),
                                new Counts(0, 0, 0),
                                new BackendStatus.Checks(1, 0)),
                        new BackendStatus(
                                SECOND,
                                Standing.UNVERIFIED,
                                "not checked yet",
                                Duration.ofSeconds(5),
                                Optional.empty(),
                                new Counts(0, 0, 0)));
    }

    @Test
    void allChecksAreCounted() {
        for (int i = 0; i < 100; i++) table.checked(FIRST, i % 10 == 0 ? NO_ANSWER : PASSED);
        assertThat(table.snapshot().getFirst().checks()).isEqualTo(new BackendStatus.Checks(90, 10));
        assertThat(table.snapshot().getLast().checks()).isEqualTo(BackendStatus.Checks.NONE);
    }

    @Test
    void aStatusSaysWhatSpeaksAgainstABackendThatIsIn() {
        table.checked(FIRST, PASSED);
        table.checked(FIRST, UNAVAILABLE);
        attempt(FIRST, REFUSED, 2);

        BackendStatus status = table.snapshot().getFirst();
        assertThat(status.counts()).isEqualTo(new Counts(1, 2, 0));
        assertThat(status.reason())
                .isEqualTo("first check passed: answered 200 in 3 ms; "
                        + "1 check failed: answered 503, expected 200-399; "
                        + "2 requests failed in a row, last: connection refused");
    }

    @Test
    void aStatusSaysThatABackendIsKeptAsTheLastOne() {
        attempt(FIRST, REFUSED, 3);
        attempt(SECOND, REFUSED, 7);

        assertThat(table.snapshot().get(1).reason())
                .isEqualTo("not checked yet; 7 requests failed in a row, last: connection refused; "
                        + "kept as the last backend left");
        assertThat(changes).hasSize(1);
    }

    @Test
    void aStatusCountsThePassedChecksOfABackendThatIsOut() {
        attempt(FIRST, REFUSED, 3);
        table.checked(FIRST, PASSED);

        assertThat(table.snapshot().getFirst().counts()).isEqualTo(new Counts(0, 0, 1));
    }

    @Test
    void onlyABackendInDoubtIsDoubtful() {
        assertThat(table.doubtful(FIRST)).isFalse();
        table.checked(FIRST, NO_ANSWER);
        assertThat(table.doubtful(FIRST)).isTrue();
        assertThat(table.doubtful(SECOND)).isFalse();
    }

    @Test
    void anAnswerOfABackendThatAnswersDoesNotEvenReadTheClock() {
        HealthTable frozen = new HealthTable("tomcat", TWO, SETTINGS, new OnceClock()::read, changes::add);

        frozen.attempted(FIRST, ANSWERED);

        assertThat(frozen.eligible().backends()).isEqualTo(TWO);
    }

    @Test
    void whatABackendDoesThatIsNotInThePoolAnyMoreIsNothing() {
        List<BackendStatus> before = table.snapshot();
        Backend gone = new Backend("tomcat-9", "127.0.0.1", 9999, 1);

        attempt(gone, REFUSED, 5);
        table.checked(gone, UNAVAILABLE);

        assertThat(table.snapshot()).isEqualTo(before);
        assertThat(table.has(gone)).isFalse();
        assertThat(table.doubtful(gone)).isFalse();
    }

    /// What the old one was asked may end long after the new one has come.
    @Test
    void aBackendThatHasTheNameOfOneThatIsGoneIsJudgedByItsOwnRequestsAndChecks() {
        Backend moved = new Backend(SECOND.name(), "127.0.0.1", 9999, 1);
        table.checked(SECOND, UNAVAILABLE);
        table.change(new PoolChange.Remove(SECOND.name()), Instant.EPOCH);
        table.change(new PoolChange.Add(moved), Instant.EPOCH);
        assertThat(table.checks(moved.name()).orElseThrow()).isEmpty();
        for (int i = 0; i < 2; i++) table.checked(moved, PASSED);
        assertThat(table.eligible().backends()).containsExactly(FIRST, moved);

        attempt(SECOND, REFUSED, 5);
        for (int i = 0; i < 5; i++) table.checked(SECOND, UNAVAILABLE);
        table.advised(SECOND, "down");
        assertThat(table.eligible().backends()).containsExactly(FIRST, moved);
        assertThat(table.checks(moved.name()).orElseThrow()).hasSize(2);

        attempt(moved, REFUSED, 5);
        assertThat(table.eligible().backends()).containsExactly(FIRST);
    }

    @Test
    void aBackendThatAnswersWithErrorsIsEjectedWhereTheSettingsSaySo() {
        attempt(SECOND, Health.SERVER_ERROR, 10);
        assertThat(table.eligible().backends()).isEqualTo(TWO);
        var strict = new HealthSettings(
                SETTINGS.check(), SETTINGS.eject(), 1, Duration.ZERO, 0, Optional.empty(), Set.of(500));
        var other = new HealthTable("tomcat", TWO, strict, () -> now, changes::add);
        for (int i = 0; i < 3; i++) other.attempted(SECOND, Health.SERVER_ERROR);
        assertThat(other.eligible().backends()).containsExactly(FIRST);
        assertThat(changes.getLast().reason()).isEqualTo("3 requests failed in a row, last: it answered 500");
    }

    @Test
    void aBackendIsInAPoolOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HealthTable("tomcat", List.of(FIRST, FIRST), SETTINGS, () -> now, changes::add))
                .withMessage("tomcat-1 is in pool tomcat twice");
    }

    @Test
    void aListenerThatThrowsHarmsNobody() {
        HealthTable listened = new HealthTable("tomcat", TWO, SETTINGS, () -> now, change -> {
            changes.add(change);
            throw Health.mistake();
        });

        listened.checked(FIRST, PASSED);
        listened.checked(SECOND, PASSED);

        assertThat(changes).hasSize(2);
    }

    @Test
    void aListenerMayUseTheTable() {
        List<Integer> left = new ArrayList<>();
        HealthTable[] self = new HealthTable[1];
        self[0] = new HealthTable("tomcat", TWO, SETTINGS, () -> now, change -> {
            left.add(self[0].eligible().backends().size());
            if (change.backend().equals(FIRST)) self[0].checked(SECOND, UNAVAILABLE);
        });

        self[0].checked(FIRST, UNAVAILABLE);

        assertThat(left).containsExactly(1, 0);
    }

    private void attempt(Backend backend, Outcome outcome, int times) {
        for (int i = 0; i < times; i++) table.attempted(backend, outcome);
    }

    /// May be read once: at the making of a table.
    private static final class OnceClock {
        private boolean read;

        long read() {
            assertThat(read).isFalse();
            read = true;
            return 0;
        }
    }
}
