package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.health.Health.NO_ANSWER;
import static tandem.health.Health.PASSED;
import static tandem.health.Health.UNAVAILABLE;
import static tandem.health.Health.seconds;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tandem.health.BackendHealth.Cause;
import tandem.health.BackendHealth.Healthy;
import tandem.health.BackendHealth.Out;
import tandem.health.BackendHealth.Unverified;

class ThresholdsTest {
    private static final HealthSettings.Check SETTINGS =
            new HealthSettings.Check("/", Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 3, 200, 399);
    private static final Streak FAILED_REQUEST = Streak.NONE.and("connection refused");
    private static final Healthy HEALTHY =
            new Healthy(0, "first check passed: answered 200 in 3 ms", Streak.NONE, Streak.NONE);
    private static final long NOW = seconds(100);

    @Test
    void theFirstPassedCheckVerifiesABackend() {
        assertThat(after(new Unverified(0, FAILED_REQUEST), NOW, PASSED))
                .isEqualTo(new Healthy(NOW, "first check passed: answered 200 in 3 ms", Streak.NONE, FAILED_REQUEST));
    }

    @Test
    void theFirstCheckAloneTakesABackendOutWhenItFails() {
        assertThat(after(new Unverified(0, Streak.NONE), NOW, NO_ANSWER))
                .isEqualTo(new Out(Cause.CHECKS, NOW, "first check failed: no answer within 1 s", NOW, 0, 0));
    }

    @Test
    void aNewBackendIsCheckedUntilItsChecksHavePassedOrOneFailed() {
        Out added = new Out(Cause.NEW, seconds(93), "added, not checked yet", seconds(93), 0, 0);
        assertThat(added.standing()).isEqualTo(Standing.CHECKING);
        assertThat(after(added, NOW, PASSED).standing()).isEqualTo(Standing.CHECKING);
        BackendHealth in = after(added, NOW, PASSED, PASSED);
        assertThat(in.standing()).isEqualTo(Standing.HEALTHY);
        assertThat(in.reason()).endsWith("; it was checked for 7 s");
        assertThat(after(added, NOW, NO_ANSWER))
                .isEqualTo(new Out(Cause.CHECKS, NOW, "first check failed: no answer within 1 s", NOW, 0, 0));
    }

    @Test
    void aHealthyBackendIsOutAfterFallFailedChecksInARow() {
        assertThat(after(HEALTHY, NOW, UNAVAILABLE, UNAVAILABLE)).isInstanceOf(Healthy.class);
        assertThat(after(HEALTHY, NOW, UNAVAILABLE, UNAVAILABLE, NO_ANSWER))
                .isEqualTo(
                        new Out(Cause.CHECKS, NOW, "3 checks failed in a row, last: no answer within 1 s", NOW, 0, 0));
    }

    @Test
    void aPassedCheckBeginsTheCountAnew() {
        assertThat(after(HEALTHY, NOW, UNAVAILABLE, UNAVAILABLE, PASSED)).isEqualTo(HEALTHY);
        assertThat(after(HEALTHY, NOW, UNAVAILABLE, UNAVAILABLE, PASSED, UNAVAILABLE, UNAVAILABLE))
                .isInstanceOf(Healthy.class);
    }

    @Test
    void aPassedCheckSaysNothingOfFailedRequests() {
        Healthy failing = HEALTHY.withFailedRequests(FAILED_REQUEST);

        assertThat(after(failing, NOW, PASSED)).isEqualTo(failing);
    }

    @Test
    void aBackendOutByChecksComesBackAfterRisePassedOnes() {
        Out out = new Out(Cause.CHECKS, seconds(93), "first check failed: refused", seconds(93), 0, 0);

        assertThat(after(out, NOW, PASSED)).isEqualTo(out.withPassedChecks(1));
        assertThat(after(out, NOW, PASSED, PASSED))
                .isEqualTo(new Healthy(
                        NOW,
                        "2 checks passed in a row, last: answered 200 in 3 ms; it was out for 7 s",
                        Streak.NONE,
                        Streak.NONE,
                        new Recovery(0, true)));
    }

    @Test
    void aFailedCheckBetweenBeginsTheCountOfPassedOnesAnew() {
        Out out = new Out(Cause.CHECKS, 0, "first check failed: refused", 0, 0, 0);

        assertThat(after(out, NOW, PASSED, UNAVAILABLE, PASSED)).isEqualTo(out.withPassedChecks(1));
    }

    @Test
    void theReasonOfAnOutageStaysThatOfItsBeginning() {
        Out out = new Out(Cause.CHECKS, 0, "first check failed: refused", 0, 0, 0);

        assertThat(after(out, NOW, UNAVAILABLE, NO_ANSWER)).isEqualTo(out);
    }

    @Test
    void aBackendOutByRequestsStaysOutUntilItsTimeIsOver() {
        Out out = new Out(Cause.REQUESTS, NOW, "3 requests failed in a row", NOW + seconds(5), 0, 1);

        assertThat(after(out, NOW + seconds(4.9), PASSED, PASSED, PASSED)).isEqualTo(out.withPassedChecks(2));
        assertThat(after(out, NOW + seconds(5), PASSED)).isEqualTo(out.withPassedChecks(1));
    }

    @Test
    void theChecksThatPassedMeanwhileCount() {
        Out out = new Out(Cause.REQUESTS, NOW, "3 requests failed in a row", NOW + seconds(5), 2, 1);

        assertThat(after(out, NOW + seconds(5), PASSED)).isInstanceOf(Healthy.class);
        assertThat(after(out, NOW + seconds(5), UNAVAILABLE, PASSED)).isInstanceOf(Out.class);
    }

    @Test
    void theClockMayOverflow() {
        long ejected = Long.MAX_VALUE - seconds(1);
        Out out = new Out(Cause.REQUESTS, ejected, "3 requests failed in a row", ejected + seconds(5), 2, 1);

        assertThat(after(out, ejected + seconds(4), PASSED)).isInstanceOf(Out.class);
        assertThat(after(out, ejected + seconds(6), PASSED)).isInstanceOf(Healthy.class);
    }

    @Test
    void oneCheckIsEnoughWhereTheSettingsSaySo() {
        HealthSettings.Check quick =
                new HealthSettings.Check("/", Duration.ofSeconds(2), Duration.ofSeconds(1), 1, 1, 200, 399);

        BackendHealth out = Thresholds.decide(HEALTHY, UNAVAILABLE, quick, NOW);
        assertThat(out.reason()).isEqualTo("1 check failed: answered 503, expected 200-399");
        assertThat(Thresholds.decide(out, PASSED, quick, NOW + seconds(0.5)).reason())
                .isEqualTo("a check passed: answered 200 in 3 ms; it was out for 500 ms");
    }

    @Test
    void aBackendIsDoubtfulWhileItIsOutOrItsNewestCheckFailed() {
        assertThat(HEALTHY.doubtful()).isFalse();
        assertThat(new Unverified(0, FAILED_REQUEST).doubtful()).isFalse();
        assertThat(after(HEALTHY, NOW, UNAVAILABLE).doubtful()).isTrue();
        assertThat(after(HEALTHY, NOW, UNAVAILABLE, PASSED).doubtful()).isFalse();
        assertThat(after(HEALTHY, NOW, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, PASSED)
                        .doubtful())
                .isTrue();
    }

    private static BackendHealth after(BackendHealth from, long now, CheckResult... results) {
        BackendHealth health = from;
        for (CheckResult result : results) {
            health = Thresholds.decide(health, result, SETTINGS, now);
        }
        return health;
    }
}
