package tandem.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tandem.lab.Attempts;
import tandem.lab.Host;
import tandem.lab.VipHistory;

/// One fault and what came of it, as the client and the kernels saw it.
///
/// @param requests that the client began between the fault and the end of the measurement
/// @param failed   of them
/// @param cut      of what lived on kept connections: what failed
/// @param gap      the longest time between the beginnings of two successes; at best the client's interval
/// @param move     how the address moved; empty when it stayed
/// @param steps    what the successor says of itself, in milliseconds, by name
record Takeover(long requests, long failed, long cut, Duration gap, Optional<Move> move, Map<String, Double> steps) {

    /// The way of an address.
    ///
    /// @param moved  from the fault until the successor's kernel had it
    /// @param served from the fault until the first request was answered by way of the successor
    /// @param shared the longest time in which both had it
    record Move(Duration moved, Duration served, Duration shared) {
        /// @param since the client's attempts from the fault on
        static Move of(Instant fault, Host successor, Attempts since, VipHistory history) {
            Instant end = since.list().getLast().start();
            Duration moved = history.gained(successor.name(), fault)
                    .map(at -> Duration.between(fault, at))
                    .orElseThrow(() -> new IllegalStateException(successor + " never had the address"));
            Duration served = since.list().stream()
                    .filter(a -> a.ok() && a.peer().equals(successor.address()))
                    .map(a -> Duration.between(fault, a.start().plus(a.latency())))
                    .min(Duration::compareTo)
                    .orElseThrow(() -> new IllegalStateException(successor + " never answered"));
            return new Move(moved, served, history.longestShared(fault, end));
        }
    }

    /// @param attempts all of the client's, some of them from before the fault
    static Takeover of(Instant fault, Attempts attempts, long cut, Optional<Move> move, Map<String, Double> steps) {
        Attempts since = attempts.since(fault);
        return new Takeover(
                since.list().size(),
                attempts.endedSince(fault).failed(),
                cut,
                attempts.longestGap(fault),
                move,
                new LinkedHashMap<>(steps));
    }
}
