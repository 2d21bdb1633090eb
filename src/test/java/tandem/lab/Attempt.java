package tandem.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// One request of the [LoadClient] and what came of it.
///
/// @param start   when it began: the connection is part of it
/// @param outcome what came of it
/// @param latency until then
/// @param backend which backend answered, `-` when none did
/// @param peer    the address from which that backend was asked, so the proxy that served it; `-` when none
///                did
public record Attempt(Instant start, Outcome outcome, Duration latency, String backend, String peer) {
    private static final String MARK = "attempt";

    /// What came of an attempt.
    public enum Outcome {
        OK,
        /// The host answers that nobody listens.
        REFUSED,
        /// Nothing within the limit.
        TIMEOUT,
        /// The connection was reset.
        RESET,
        /// It was closed before the answer was complete.
        CLOSED,
        /// No route, or no neighbour that answers.
        UNREACHABLE,
        /// A complete answer that is not a 2xx.
        BAD_STATUS,
        /// What came is not HTTP.
        GARBLED
    }

    public boolean ok() {
        return outcome == Outcome.OK;
    }

    /// As a line, which [#parse] reads.
    String line() {
        long micros = start.getEpochSecond() * 1_000_000 + start.getNano() / 1_000;
        return String.join(
                " ",
                MARK,
                Long.toString(micros),
                outcome.name(),
                Long.toString(latency.toNanos() / 1_000),
                backend,
                peer);
    }

    /// Reads a line; empty when it is something else that the program printed.
    static Optional<Attempt> parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 6 || !words[0].equals(MARK)) return Optional.empty();
        long micros = Long.parseLong(words[1]);
        return Optional.of(new Attempt(
                Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000),
                Outcome.valueOf(words[2]),
                Duration.ofNanos(Long.parseLong(words[3]) * 1_000),
                words[4],
                words[5]));
    }
}
