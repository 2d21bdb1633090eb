package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.health.Health.ANSWERED;
import static tandem.health.Health.REFUSED;
import static tandem.health.Health.SERVER_ERROR;
import static tandem.health.Health.failed;
import static tandem.health.Health.seconds;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.backend.Failure.Kind;
import tandem.backend.Outcome;
import tandem.health.BackendHealth.Cause;
import tandem.health.BackendHealth.Healthy;
import tandem.health.BackendHealth.Out;
import tandem.health.BackendHealth.Unverified;

class EjectionTest {
    private static final HealthSettings SETTINGS = HealthSettings.DEFAULT;
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
                        0,
                        1));
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

    @Test
    void anAnswerOfAStatusThatIsNamedIsAFailure() {
        assertThat(Ejection.counted(SERVER_ERROR, Set.of(500, 503)))
                .isEqualTo(failed(Kind.BAD_RESPONSE, "it answered 500"));
        assertThat(Ejection.counted(SERVER_ERROR, Set.of(503))).isEqualTo(SERVER_ERROR);
        assertThat(Ejection.counted(ANSWERED, Set.of(503))).isEqualTo(ANSWERED);
        assertThat(Ejection.counted(REFUSED, Set.of(503))).isEqualTo(REFUSED);
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
        assertThat(Ejection.spared(failing, SETTINGS.eject())).isTrue();
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
        HealthSettings strict = ejecting(new HealthSettings.Eject(1, Duration.ofSeconds(5)));

        assertThat(Ejection.decide(HEALTHY, REFUSED, situation(1), strict, NOW).reason())
                .isEqualTo("1 request failed: connection refused");
    }

    /// The first ejections take 5, 10, 20 and 40 s, and then a minute each.
    @Test
    void theTimeOutDoublesWithEachEjection() {
        assertThat(timesOut(8)).containsExactly(5L, 10L, 20L, 40L, 60L, 60L, 60L, 60L);
    }

    private static List<Long> timesOut(int ejections) {
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < ejections; i++) {
            Out out = (Out) after(returned(NOW, i), 1, REFUSED, REFUSED, REFUSED);
            assertThat(out.ejections()).isEqualTo(i + 1);
            seconds.add((out.notBefore() - NOW) / seconds(1));
        }
        return seconds;
    }

    @Test
    void theGreatestTimesDoNotOverflow() {
        HealthSettings longest = ejecting(new HealthSettings.Eject(
                1, Duration.ofHours(1), Duration.ofHours(24), 0, 1, Duration.ofSeconds(1), 75));
        for (int ejections : new int[] {5, 30, 60, 63, 64, 1000}) {
            Out out = (Out) Ejection.decide(returned(NOW, ejections), REFUSED, situation(1), longest, NOW);
            assertThat(out.notBefore() - NOW).isEqualTo(Duration.ofHours(24).toNanos());
        }
    }

    @Test
    void oneEjectionIsForgottenForEachMinuteInBalancing() {
        HealthSettings once = ejecting(new HealthSettings.Eject(1, Duration.ofSeconds(5)));
        for (int minutes = 0; minutes < 6; minutes++) {
            Healthy back = returned(NOW - seconds(60) * minutes, 3);
            Out out = (Out) Ejection.decide(back, REFUSED, situation(1), once, NOW);
            assertThat(out.ejections()).isEqualTo(Math.max(0, 3 - minutes) + 1);
        }
    }

    @Test
    void oneFailureEjectsABackendOnProbation() {
        assertThat(after(returned(NOW - seconds(9), 1), 1, REFUSED).reason())
                .isEqualTo("1 request failed: connection refused, while on probation");
        assertThat(after(returned(NOW - seconds(10), 1), 1, REFUSED)).isInstanceOf(Healthy.class);
        // One that only its checks took out is on none.
        assertThat(after(returned(NOW, 0), 1, REFUSED)).isInstanceOf(Healthy.class);
    }

    @Test
    void halfOfTheRequestsWithinTheWindowEject() {
        RequestCounts tooMany = new RequestCounts(10, 10);
        assertThat(Ejection.decide(HEALTHY, REFUSED, counting(tooMany), SETTINGS, NOW)
                        .reason())
                .isEqualTo("10 of 20 requests failed within 10 s, last: connection refused");
        assertThat(Ejection.decide(HEALTHY, REFUSED, counting(new RequestCounts(11, 10)), SETTINGS, NOW))
                .isInstanceOf(Healthy.class);
        assertThat(Ejection.decide(HEALTHY, REFUSED, counting(new RequestCounts(9, 10)), SETTINGS, NOW))
                .isInstanceOf(Healthy.class);
        HealthSettings never =
                ejecting(new HealthSettings.Eject(3, Duration.ZERO, Duration.ZERO, 0, 1, Duration.ofSeconds(1), 75));
        assertThat(Ejection.decide(HEALTHY, REFUSED, counting(tooMany), never, NOW))
                .isInstanceOf(Healthy.class);
    }

    /// Of four backends three may be out, of two and three all but the last, of ten seven.
    @ParameterizedTest
    @CsvSource({"2, 0, true", "3, 1, true", "3, 2, false", "4, 2, true", "4, 3, false", "10, 6, true", "10, 7, false"})
    void noMoreAreEjectedThanMayBeOut(int total, int out, boolean may) {
        var situation = new Ejection.Situation(1, out, total, RequestCounts.NONE);
        assertThat(situation.mayEject(SETTINGS.eject())).isEqualTo(may);
        assertThat(new Ejection.Situation(0, out, total, RequestCounts.NONE).mayEject(SETTINGS.eject()))
                .isFalse();
    }

    private static Healthy returned(long since, int ejections) {
        return new Healthy(since, "back", Streak.NONE, Streak.NONE, new Recovery(ejections, true));
    }

    private static HealthSettings ejecting(HealthSettings.Eject eject) {
        return new HealthSettings(HealthSettings.Check.DEFAULT, eject);
    }

    private static Ejection.Situation situation(int others) {
        return new Ejection.Situation(others, 0, others + 1, RequestCounts.NONE);
    }

    private static Ejection.Situation counting(RequestCounts counts) {
        return new Ejection.Situation(1, 0, 2, counts);
    }

    private static BackendHealth after(BackendHealth from, int others, Outcome... outcomes) {
        BackendHealth health = from;
        for (Outcome outcome : outcomes) {
            health = Ejection.decide(health, outcome, situation(others), SETTINGS, NOW);
        }
        return health;
    }
}
