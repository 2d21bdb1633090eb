package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static Attempt ok(long millis, String peer) {
        return new Attempt(START.plusMillis(millis), Attempt.Outcome.OK, Duration.ofMillis(1), "tomcat1", peer);
    }

    private static Attempt failed(long millis, Attempt.Outcome outcome) {
        return new Attempt(START.plusMillis(millis), outcome, Duration.ofMillis(250), "-", "-");
    }

    @Test
    void anAttemptIsReadAsItWasWritten() {
        Attempt attempt = ok(1234, "192.168.17.129");
        assertThat(Attempt.parse(attempt.line())).contains(attempt);
        assertThat(Attempt.parse("something else")).isEmpty();
    }

    @Test
    void aStretchOfTimeHoldsWhatBeganInIt() {
        var attempts = new Attempts(List.of(ok(0, "a"), ok(10, "b"), ok(20, "c"), ok(30, "d")));
        assertThat(attempts.since(START.plusMillis(10)).before(START.plusMillis(30)))
                .isEqualTo(new Attempts(List.of(ok(10, "b"), ok(20, "c"))));
    }

    @Test
    void theOutageIsTheLongestTimeBetweenTwoSuccesses() {
        var attempts = new Attempts(List.of(
                ok(30, "b"),
                ok(0, "a"),
                failed(10, Attempt.Outcome.REFUSED),
                failed(20, Attempt.Outcome.TIMEOUT),
                ok(40, "b")));
        assertThat(attempts.longestGap(START)).isEqualTo(Duration.ofMillis(30));
        assertThat(attempts.longestGap(START.plusMillis(25))).isEqualTo(Duration.ofMillis(30));
        assertThat(attempts.longestGap(START.plusMillis(30))).isEqualTo(Duration.ofMillis(10));
        assertThat(attempts.failed()).isEqualTo(2);
        assertThat(attempts.succeeded()).isEqualTo(3);
        assertThat(attempts.peers()).containsExactly("a", "b");
        assertThat(attempts.since(START.plusMillis(20)).failed()).isEqualTo(1);
    }

    @Test
    void anOutageThatDoesNotEndCounts() {
        var attempts =
                new Attempts(List.of(ok(0, "a"), failed(10, Attempt.Outcome.RESET), failed(50, Attempt.Outcome.RESET)));
        assertThat(attempts.longestGap(START)).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void theTimelineJoinsWhatIsAlike() {
        var attempts = new Attempts(List.of(ok(0, "a"), ok(5, "a"), failed(10, Attempt.Outcome.RESET), ok(15, "b")));
        assertThat(attempts.timeline(START).lines().map(String::strip))
                .containsExactly("+0 ms     2 x OK via a", "+10 ms     1 x RESET via -", "+15 ms     1 x OK via b");
    }
}
