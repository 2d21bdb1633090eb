package tandem.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.health.HealthSettings.Check;
import tandem.health.HealthSettings.Eject;
import tandem.health.Probe.Statuses;
import tandem.health.Probe.Statuses.Range;

class HealthSettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health", "/app/check?deep=1&quiet", "/caf%C3%A9", "/a//b;v=1"})
    void aPathThatCanBeSentIsAccepted(String path) {
        assertThat(check(path, ofSeconds(2), ofSeconds(1)).path()).isEqualTo(path);
    }

    @Test
    void aPathStartsWithASlash() {
        assertRefused(
                () -> check("health", ofSeconds(2), ofSeconds(1)), "check.path is \"health\": it must start with /");
        assertRefused(() -> check("", ofSeconds(2), ofSeconds(1)), "check.path is \"\": it must start with /");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a b", "/a\r\nHost: b", "/café", "/a#b", "/\u007f"})
    void aPathThatCannotBeSentAsItIsIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check(path, ofSeconds(2), ofSeconds(1)))
                .withMessageEndingWith("a space, #, a control or a non-ASCII character must be percent-encoded");
    }

    @Test
    void anIntervalHasItsLimits() {
        assertRefused(() -> check("/", Duration.ZERO, Duration.ZERO), "check.interval is 0 ms, expected 10 ms to 1 h");
        assertRefused(
                () -> check("/", Duration.ofMinutes(61), ofSeconds(1)),
                "check.interval is 1 h 1 min, expected 10 ms to 1 h");
    }

    @Test
    void aTimeoutIsMoreThanNothingAndNotLongerThanTheInterval() {
        assertRefused(() -> check("/", ofSeconds(2), Duration.ZERO), "check.timeout is 0 ms, expected 1 ms to 1 h");
        assertRefused(
                () -> check("/", ofSeconds(2), ofMillis(2500)),
                "check.timeout is 2.5 s, longer than check.interval (2 s): a check must end before the next one begins");
        assertThat(check("/", ofSeconds(2), ofSeconds(2)).timeout()).isEqualTo(ofSeconds(2));
    }

    @Test
    void riseAndFallAreAtLeastOne() {
        assertRefused(() -> counting(0, 3), "check.rise is 0, expected 1 to 100");
        assertRefused(() -> counting(2, -1), "check.fall is -1, expected 1 to 100");
        assertRefused(() -> counting(2, 101), "check.fall is 101, expected 1 to 100");
    }

    @Test
    void theExpectedStatusesAreARangeOfFinalOnes() {
        assertRefused(() -> expecting(100, 399), "check.expect: lowest status is 100, expected 200 to 599");
        assertRefused(() -> expecting(200, 600), "check.expect: highest status is 600, expected 200 to 599");
        assertRefused(() -> expecting(399, 200), "check.expect is 399-200: the lower status comes first");
    }

    @Test
    void theExpectedStatusesReadAsTheyAreWritten() {
        assertThat(new Statuses(List.of(new Range(200, 399), new Range(404, 404))).text())
                .isEqualTo("200-399,404");
    }

    @Test
    void bothEndsOfEachRangeAreAccepted() {
        Statuses statuses = new Statuses(List.of(new Range(200, 299), new Range(401, 401)));
        assertThat(IntStream.of(199, 200, 299, 300, 400, 401, 402).filter(statuses::include))
                .containsExactly(200, 299, 401);
    }

    @Test
    void anIntervalInDoubtIsNoLongerThanTheUsualOne() {
        assertRefused(
                () -> new Check(Check.DEFAULT.probe(), ofSeconds(2), ofSeconds(3), ofSeconds(1), 2, 3, 0),
                "check.interval-when-down is 3 s, expected 10 ms to 2 s");
    }

    @Test
    void aBodyThatNeverComesIsNotLookedAt() {
        assertRefused(
                () -> new Probe.Http("HEAD", "/", Optional.empty(), Statuses.DEFAULT, new Probe.Body.Contains("well")),
                "check.method is HEAD, whose answer has no body to be looked at");
    }

    @Test
    void ejectionHasItsLimits() {
        assertRefused(() -> new Eject(0, ofSeconds(5)), "eject.failures is 0, expected 1 to 1000");
        assertRefused(() -> new Eject(3, ofSeconds(-1)), "eject.duration is -1000 ms, expected 0 ms to 1 h");
        assertThat(new Eject(1, Duration.ZERO).duration()).isZero();
    }

    /// The records make each other's defaults, so the order in which their classes are made ready must not
    /// matter.
    @ParameterizedTest
    @ValueSource(classes = {HealthSettings.class, Check.class, Eject.class})
    void theDefaultsAreCompleteWhicheverClassIsUsedFirst(Class<?> first) throws Exception {
        URL program = HealthSettings.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader fresh = new URLClassLoader(new URL[] {program}, ClassLoader.getPlatformClassLoader())) {
            Class.forName(first.getName(), true, fresh);
            Class<?> settings = Class.forName(HealthSettings.class.getName(), true, fresh);

            assertThat(settings.getField("DEFAULT").get(null))
                    .hasToString(new HealthSettings(Check.DEFAULT, Eject.DEFAULT).toString());
        }
    }

    private static void assertRefused(ThrowingCallable making, String message) {
        assertThatIllegalArgumentException().isThrownBy(making).withMessage(message);
    }

    private static Check check(String path, Duration interval, Duration timeout) {
        return new Check(path, interval, timeout, 2, 3, 200, 399);
    }

    private static Check counting(int rise, int fall) {
        return new Check("/", ofSeconds(2), ofSeconds(1), rise, fall, 200, 399);
    }

    private static Check expecting(int minStatus, int maxStatus) {
        return new Check("/", ofSeconds(2), ofSeconds(1), 2, 3, minStatus, maxStatus);
    }
}
