package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.health.Health.ANSWERED;
import static tandem.health.Health.REFUSED;
import static tandem.health.Health.SERVER_ERROR;
import static tandem.health.Health.failed;
import static tandem.health.Health.seconds;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.backend.Failure.Kind;
import tandem.backend.Outcome;
import tandem.health.BackendHealth.Cause;
import tandem.health.BackendHealth.Healthy;
import tandem.health.BackendHealth.Out;
import tandem.health.BackendHealth.Unverified;

class EjectionTest {
    private static final HealthSettings.Eject SETTINGS = new HealthSettings.Eject(3, Duration.ofSeconds(5));
    private static final Healthy HEALTHY =
            new Healthy(0, "first check passed: answered 200 in 3 ms", Streak.NONE, Streak.NONE);
    private static final Unverified UNVERIFIED = new Unverified(0, Streak.NONE);
    private static final long NOW = seconds(100);

    @Test
    void aBackendIsOutAfterThreeFailuresInARow() {
        assertThat(after(HEALTHY, 1, REFUSED, REFUSED, REFUSED))
                .isEqualTo(new Out(
                        Cause.REQUESTS,
                        NOW,
                        "3 requests failed in a row, last: connection refused",
                        NOW + seconds(5),
                        0));
    }

    @Test
    void twoFailuresLeaveItIn() {
        assertThat(after(HEALTHY, 1, REFUSED, REFUSED)).isInstanceOf(Healthy.class);
    }

    @Test
    void theReasonNamesTheLastFailure() {
        Outcome hung = failed(Kind.RESPONSE_TIMEOUT, "no answer within 60 s");

        assertThat(after(HEALTHY, 1, REFUSED, REFUSED, hung).reason())
                .isEqualTo("3 requests failed in a row, last: no answer within 60 s");
    }

    @Test
    void anAnswerBeginsTheCountAnew() {
        assertThat(after(HEALTHY, 1, REFUSED, REFUSED, ANSWERED)).isEqualTo(HEALTHY);
        assertThat(after(HEALTHY, 1, REFUSED, REFUSED, ANSWERED, REFUSED, REFUSED))
                .isInstanceOf(Healthy.class);
    }

    @Test
    void anAnswerOfAnyStatusIsAnAnswer() {
        assertThat(after(HEALTHY, 1, SERVER_ERROR, SERVER_ERROR, SERVER_ERROR)).isEqualTo(HEALTHY);
        assertThat(after(HEALTHY, 1, REFUSED, REFUSED, SERVER_ERROR)).isEqualTo(HEALTHY);
    }

    @ParameterizedTest
    @EnumSource
    void onlyWhatBackendOrNetworkAreToBlameForCounts(Kind kind) {
        boolean counts = switch (kind.blame()) {
            case BACKEND, NETWORK -> true;
            case CLIENT, PROXY -> false;
        };
        Outcome failure = failed(kind, "it failed");

        assertThat(Ejection.matters(HEALTHY, failure)).isEqualTo(counts);
        assertThat(after(HEALTHY, 1, failure, failure, failure).standing())
                .isEqualTo(counts ? Standing.OUT : Standing.HEALTHY);
    }

    @Test
    void aFailureOfTheClientNeitherCountsNorEndsTheCount() {
        Outcome gone = failed(Kind.CLIENT_GONE, "the client closed its connection");

        assertThat(after(HEALTHY, 1, REFUSED, gone, REFUSED, gone, REFUSED)).isInstanceOf(Out.class);
    }

    @Test
    void theLastBackendLeftIsNeverEjected() {
        BackendHealth failing = after(HEALTHY, 0, REFUSED, REFUSED, REFUSED, REFUSED, REFUSED);

        assertThat(failing).isInstanceOf(Healthy.class);
        assertThat(failing.failedRequests().count()).isEqualTo(5);
        assertThat(Ejection.spared(failing, SETTINGS)).isTrue();
    }

    @Test
    void aSparedBackendIsEjectedByTheNextFailureWhenAnotherIsThere() {
        BackendHealth spared = after(HEALTHY, 0, REFUSED, REFUSED, REFUSED);

        assertThat(after(spared, 1, REFUSED).reason())
                .isEqualTo("4 requests failed in a row, last: connection refused");
    }

    @Test
    void aBackendThatWasNeverCheckedIsEjectedToo() {
        assertThat(after(UNVERIFIED, 1, REFUSED, REFUSED)).isInstanceOf(Unverified.class);
        assertThat(after(UNVERIFIED, 1, REFUSED, REFUSED, REFUSED)).isInstanceOf(Out.class);
    }

    @Test
    void anAnswerDoesNotVerifyABackend() {
        assertThat(after(UNVERIFIED, 1, ANSWERED)).isEqualTo(UNVERIFIED);
        assertThat(after(UNVERIFIED, 1, REFUSED, ANSWERED)).isEqualTo(UNVERIFIED);
    }

    @Test
    void requestsThatWereUnderWayDoNotChangeABackendThatIsOut() {
        BackendHealth out = after(HEALTHY, 1, REFUSED, REFUSED, REFUSED);

        assertThat(after(out, 1, REFUSED, ANSWERED, REFUSED, REFUSED, REFUSED)).isEqualTo(out);
        assertThat(Ejection.matters(out, REFUSED)).isFalse();
        assertThat(Ejection.matters(out, ANSWERED)).isFalse();
    }

    @Test
    void failedChecksAreNotForgottenOverRequests() {
        Healthy doubtful = HEALTHY.withFailedChecks(Streak.NONE.and("answered 503"));

        assertThat(after(doubtful, 1, REFUSED, ANSWERED)).isEqualTo(doubtful);
    }

    @Test
    void anAnswerMattersOnlyAfterAFailure() {
        assertThat(Ejection.matters(HEALTHY, ANSWERED)).isFalse();
        assertThat(Ejection.matters(UNVERIFIED, ANSWERED)).isFalse();
        assertThat(Ejection.matters(after(HEALTHY, 1, REFUSED), ANSWERED)).isTrue();
    }

    @Test
    void oneFailureIsEnoughWhereTheSettingsSaySo() {
        HealthSettings.Eject strict = new HealthSettings.Eject(1, Duration.ofSeconds(5));

        assertThat(Ejection.decide(HEALTHY, REFUSED, strict, 1, NOW).reason())
                .isEqualTo("1 request failed: connection refused");
    }

    private static BackendHealth after(BackendHealth from, int others, Outcome... outcomes) {
        BackendHealth health = from;
        for (Outcome outcome : outcomes) {
            health = Ejection.decide(health, outcome, SETTINGS, others, NOW);
        }
        return health;
    }
}
