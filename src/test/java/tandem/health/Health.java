package tandem.health;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;
import tandem.backend.Outcome;

/// Values that the tests of this room share.
final class Health {
    static final HealthSettings SETTINGS = HealthSettings.DEFAULT;
    static final Outcome ANSWERED = new Outcome.Answered(200);
    static final Outcome SERVER_ERROR = new Outcome.Answered(500);
    static final Outcome REFUSED = failed(Kind.CONNECT_FAILED, "connection refused");
    static final CheckResult PASSED = new CheckResult.Passed(200, Duration.ofMillis(3));
    static final CheckResult UNAVAILABLE = new CheckResult.WrongStatus(503, "200-399", Duration.ofMillis(3));
    static final CheckResult NO_ANSWER =
            new CheckResult.Failed(new Failure(Kind.RESPONSE_TIMEOUT, "no answer within 1 s"), Duration.ofSeconds(1));

    private Health() {}

    static Outcome failed(Kind kind, String detail) {
        return new Outcome.Failed(new Failure(kind, detail));
    }

    /// Backends `tomcat-1`, `tomcat-2`, …
    static List<Backend> backends(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new Backend("tomcat-" + i, "127.0.0.1", 8080 + i, 1))
                .toList();
    }

    /// What a listener with a mistake throws; without a stack trace, which would only fill the test's output.
    static IllegalStateException mistake() {
        IllegalStateException mistake = new IllegalStateException("a listener's mistake, made by the test");
        mistake.setStackTrace(new StackTraceElement[0]);
        return mistake;
    }

    static long seconds(double seconds) {
        return (long) (seconds * 1_000_000_000L);
    }
}
