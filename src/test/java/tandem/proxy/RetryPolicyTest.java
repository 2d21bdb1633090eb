package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.backend.Backend;
import tandem.backend.Failure.Kind;
import tandem.backend.Failure.Reached;
import tandem.proxy.RetryPolicy.Decision;
import tandem.proxy.RetryPolicy.Situation;

final class RetryPolicyTest {
    private static final RetryPolicy POLICY = new RetryPolicy("tomcat", 3);

    /// The first attempt of a GET on one of three backends has failed.
    private static Situation first(Kind kind) {
        return new Situation(1, true, kind, false, true, 2, 3);
    }

    private static Situation post(Kind kind) {
        return new Situation(1, false, kind, false, true, 2, 3);
    }

    private static boolean isRetried(Situation situation) {
        return switch (POLICY.decide(situation)) {
            case Decision.Retry _, Decision.Renew _ -> true;
            case Decision.GiveUp _, Decision.CutOff _ -> false;
        };
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatCannotHaveBeenSentIsSentElsewhereWhateverTheMethod(Kind kind) {
        if (kind.reached() == Reached.NO) {
            assertThat(isRetried(first(kind))).isTrue();
            assertThat(isRetried(post(kind))).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatMayHaveBeenSentIsNeverSentTwiceUnlessIdempotent(Kind kind) {
        if (kind.reached() != Reached.NO) assertThat(isRetried(post(kind))).isFalse();
    }

    @Test
    void anIdempotentRequestIsSentAgainWhenItsBackendBrokeOff() {
        Set<Kind> repeated = EnumSet.noneOf(Kind.class);
        for (Kind kind : Kind.values()) if (isRetried(first(kind))) repeated.add(kind);
        assertThat(repeated)
                .containsExactlyInAnyOrder(
                        Kind.CONNECT_FAILED,
                        Kind.TLS_FAILED,
                        Kind.CONNECT_TIMEOUT,
                        Kind.UNRESOLVED,
                        Kind.POOL_EXHAUSTED,
                        Kind.GOING_AWAY,
                        Kind.STREAM_REFUSED,
                        Kind.FIELDS_TOO_LARGE,
                        Kind.KEPT_CONNECTION_CLOSED,
                        Kind.CLOSED_BEFORE_RESPONSE,
                        Kind.PACKETS_LOST,
                        Kind.TRY_TIMEOUT,
                        Kind.TRUNCATED_RESPONSE);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingIsRetriedOnceTheClientHasPartOfTheAnswer(Kind kind) {
        assertThat(POLICY.decide(new Situation(1, true, kind, true, true, 2, 3)))
                .isInstanceOf(Decision.CutOff.class);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nothingIsRetriedWithoutTheWholeBody(Kind kind) {
        assertThat(isRetried(new Situation(1, true, kind, false, false, 2, 3))).isFalse();
    }

    @Test
    void onlyForTheReasonsOfTheSettings() {
        var settings = new RetrySettings(20, Duration.ZERO, EnumSet.of(RetryOn.CONNECT, RetryOn.LOST));
        var policy = new RetryPolicy("tomcat", 3, settings);
        Set<Kind> repeated = EnumSet.noneOf(Kind.class);
        for (Kind kind : Kind.values()) if (policy.decide(first(kind)) instanceof Decision.Retry) repeated.add(kind);
        assertThat(repeated)
                .containsExactlyInAnyOrder(
                        Kind.CONNECT_FAILED, Kind.TLS_FAILED, Kind.CONNECT_TIMEOUT, Kind.UNRESOLVED, Kind.PACKETS_LOST);
    }

    @Test
    void anIdempotentRequestThatIsAnsweredWithAnErrorGoesElsewhereWhereTheSettingsSaySo() {
        var settings = new RetrySettings(20, Duration.ZERO, Set.of(), HedgeSettings.NEVER, Set.of(503));
        var policy = new RetryPolicy("tomcat", 3, settings);
        assertThat(policy.decide(first(Kind.ERROR_STATUS))).isInstanceOf(Decision.Retry.class);
        assertThat(policy.decide(post(Kind.ERROR_STATUS))).isInstanceOf(Decision.GiveUp.class);
        assertThat(POLICY.decide(first(Kind.ERROR_STATUS))).isInstanceOf(Decision.GiveUp.class);
        // The only backend would say the same.
        assertThat(policy.decide(new Situation(1, true, Kind.ERROR_STATUS, false, true, 0, 1)))
                .isInstanceOf(Decision.GiveUp.class);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void attemptsAreLimited(Kind kind) {
        assertThat(POLICY.decide(new Situation(3, true, kind, false, true, 2, 3)))
                .isNotInstanceOf(Decision.Retry.class);
        assertThat(new RetryPolicy("tomcat", 1).decide(first(kind)))
                .isNotInstanceOfAny(Decision.Retry.class, Decision.Renew.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 3", "1, 1, 2", "2, 0, 1", "3, 0, 2", "1, 0, 0"})
    void aKeptConnectionThatBrokeIsReplacedWhateverWasTriedBefore(int attempt, int untried, int eligible) {
        assertThat(POLICY.decide(
                        new Situation(attempt, true, Kind.KEPT_CONNECTION_CLOSED, false, true, untried, eligible)))
                .isInstanceOf(Decision.Renew.class);
    }

    @Test
    void whatABackendThatGoesAwayHasNotLookedAtIsNoAttempt() {
        assertThat(POLICY.decide(new Situation(3, false, Kind.GOING_AWAY, false, true, 0, 1)))
                .isInstanceOf(Decision.Renew.class);
        assertThat(POLICY.decide(new Situation(1, false, Kind.STREAM_REFUSED, false, true, 0, 1)))
                .isEqualTo(new Decision.Retry(false, "the only backend may take it on another connection"));
    }

    @Test
    void aKeptConnectionThatBrokeIsNotReplacedWhereNothingMayBeRepeated() {
        var none = new RetrySettings(0, Duration.ZERO, EnumSet.allOf(RetryOn.class));
        var notWhenClosed = new RetrySettings(20, Duration.ZERO, EnumSet.complementOf(EnumSet.of(RetryOn.CLOSED)));
        for (RetrySettings settings : new RetrySettings[] {none, notWhenClosed})
            assertThat(new RetryPolicy("tomcat", 3, settings).decide(first(Kind.KEPT_CONNECTION_CLOSED)))
                    .isInstanceOf(Decision.GiveUp.class);
        assertThat(isRetried(post(Kind.KEPT_CONNECTION_CLOSED))).isFalse();
    }

    /// Two backends: a kept connection to the good one broke, and the other one refuses.
    @Test
    void aBrokenConnectionAndARefusalLeaveTheGoodBackend() {
        Backend good = new Backend("good", "127.0.0.1", 1, 1);
        Backend dying = new Backend("dying", "127.0.0.1", 2, 1);
        Tries tries = Tries.NONE.with(good, Kind.KEPT_CONNECTION_CLOSED).with(dying, Kind.CONNECT_FAILED);
        assertThat(tries.backends()).containsExactly(dying);
        assertThat(tries.fresh()).isTrue();
        assertThat(POLICY.decide(new Situation(tries.failed(), true, Kind.CONNECT_FAILED, false, true, 1, 2)))
                .isInstanceOf(Decision.Retry.class);
    }

    @Test
    void theOnlyBackendIsAskedAgainWhenItBrokeOff() {
        assertThat(POLICY.decide(new Situation(1, true, Kind.CLOSED_BEFORE_RESPONSE, false, true, 0, 1)))
                .isEqualTo(new Decision.Retry(false, "the only backend may take it on another connection"));
        assertThat(isRetried(new Situation(1, true, Kind.CONNECT_FAILED, false, true, 0, 1)))
                .isFalse();
    }

    @Test
    void aBackendThatWasTriedIsNotAskedAgainWhileThereAreOthers() {
        assertThat(isRetried(new Situation(2, true, Kind.CLOSED_BEFORE_RESPONSE, false, true, 0, 2)))
                .isFalse();
        assertThat(POLICY.decide(first(Kind.CLOSED_BEFORE_RESPONSE)))
                .isEqualTo(new Decision.Retry(true, "another backend is left"));
    }

    @Test
    void nobodyIsAnsweredWhoHasGone() {
        assertThat(POLICY.decide(first(Kind.CLIENT_GONE))).isInstanceOf(Decision.CutOff.class);
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT_FAILED,         502, no backend of pool tomcat could be reached",
        "TLS_FAILED,             502, no backend of pool tomcat could be reached",
        "UNRESOLVED,             502, no backend of pool tomcat could be reached",
        "CONNECT_TIMEOUT,        504, no backend of pool tomcat could be reached in time",
        "POOL_EXHAUSTED,         503, every connection to pool tomcat is busy",
        "CLOSED_BEFORE_RESPONSE, 502, a backend of pool tomcat broke off before it had answered",
        "TRUNCATED_RESPONSE,     502, a backend of pool tomcat broke off before it had answered",
        "RESPONSE_TIMEOUT,       504, a backend of pool tomcat did not answer in time",
        "PACKETS_LOST,           504, a backend of pool tomcat did not answer in time",
        "TRY_TIMEOUT,            504, a backend of pool tomcat did not answer in time",
        "BAD_RESPONSE,           502, a backend of pool tomcat answered with something that is not valid HTTP"
    })
    void theClientIsToldWhy(Kind kind, int status, String reason) {
        Decision decision = POLICY.decide(new Situation(3, true, kind, false, true, 0, 3));
        int retryAfter = status == 503 ? 1 : 0;
        assertThat(decision)
                .isInstanceOfSatisfying(
                        Decision.GiveUp.class,
                        gaveUp -> assertThat(gaveUp.rejection())
                                .isEqualTo(new Rejection(
                                        status,
                                        reason,
                                        retryAfter,
                                        false,
                                        gaveUp.rejection().why())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"})
    void theseMethodsAreIdempotent(String method) {
        assertThat(RetryPolicy.isIdempotent(HttpMethod.valueOf(method))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "get", "LOCK", "X"})
    void allOthersAreNot(String method) {
        assertThat(RetryPolicy.isIdempotent(HttpMethod.valueOf(method))).isFalse();
    }
}
