package tandem.backend;

import java.time.Instant;

/// What an operator wants of a backend, beside how it stands.
public sealed interface Mode {

    /// It takes requests while it is healthy.
    record Enabled() implements Mode {}

    /// It takes requests of its own sessions only.
    ///
    /// @param until when not even these any more
    record Draining(Instant since, Instant until) implements Mode {}

    /// It takes no requests.
    ///
    /// @param since when its drain ended
    record Drained(Instant since) implements Mode {}

    /// In a word, for logs and status.
    default String text() {
        return switch (this) {
            case Enabled() -> "enabled";
            case Draining(Instant _, Instant _) -> "draining";
            case Drained(Instant _) -> "drained";
        };
    }
}
