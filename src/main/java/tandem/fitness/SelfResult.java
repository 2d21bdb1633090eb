package tandem.fitness;

import java.time.Duration;
import tandem.Pure;

/// What came of one request of the node to itself.
@Pure
sealed interface SelfResult {

    /// Whether it speaks for the data path.
    default boolean good() {
        return switch (this) {
            case Answered _, Taken _ -> true;
            case Missed _ -> false;
        };
    }

    /// For a person, to follow a colon.
    String text();

    /// An answer came. Also a 502 or 503 of the proxy itself is one: then the backends are to blame, and
    /// their own checks tell of them.
    record Answered(int status, Duration took) implements SelfResult {
        @Override
        public String text() {
            return "answered " + status + " in " + Math.round(took.toNanos() / 1e5) / 10.0 + " ms";
        }
    }

    /// No complete answer came, but the proxy has taken the request in. So what there was to wait for is a
    /// backend: a slow one is slow for every node, and moving the address for it would help nobody.
    record Taken(String text) implements SelfResult {}

    /// The proxy did not even take the request in.
    record Missed(String text) implements SelfResult {}
}
