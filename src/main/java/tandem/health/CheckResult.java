package tandem.health;

import java.time.Duration;
import tandem.Pure;
import tandem.backend.Failure;

/// What came of one active check.
@Pure
public sealed interface CheckResult {

    /// From its start to its end.
    Duration took();

    /// In words, to follow a colon.
    String text();

    /// Whether it speaks for the backend.
    default boolean passed() {
        return switch (this) {
            case Passed _, Connected _ -> true;
            case WrongStatus _, WrongBody _, Failed _ -> false;
        };
    }

    /// The backend answered with a status that counts as success.
    record Passed(int status, Duration took) implements CheckResult {
        @Override
        public String text() {
            return "answered " + status + " in " + took.toMillis() + " ms";
        }
    }

    /// It took a connection, and more was not asked for.
    ///
    /// @param tls whether with the handshake of TLS
    record Connected(boolean tls, Duration took) implements CheckResult {
        @Override
        public String text() {
            return (tls ? "TLS handshake done in " : "connected in ") + took.toMillis() + " ms";
        }
    }

    /// Its status was right, but not the body of its answer.
    ///
    /// @param what is wrong with it
    record WrongBody(int status, String what, Duration took) implements CheckResult {
        @Override
        public String text() {
            return "answered " + status + ", but " + what;
        }
    }

    /// It answered with another status.
    ///
    /// @param expected the statuses that would have counted as success, such as `200-399`
    record WrongStatus(int status, String expected, Duration took) implements CheckResult {
        @Override
        public String text() {
            return "answered " + status + ", expected " + expected;
        }
    }

    /// It gave no complete answer.
    record Failed(Failure failure, Duration took) implements CheckResult {
        @Override
        public String text() {
            return failure.detail();
        }
    }
}
