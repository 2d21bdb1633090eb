package tandem.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tandem.lab.Attempts;
import tandem.lab.Host;
import tandem.lab.VipHistory;

/// One fault and what came of it, as the client and the kernels saw it.
///
/// @param requests that the client began between the fault and the end of the measurement
/// @param failed   of them
/// @param gap      the longest time between the beginnings of two successes; at best the client's interval
/// @param moved    from the fault until the successor's kernel had the address
/// @param served   from the fault until the first request was answered by way of the successor
/// @param shared   the longest time in which both had the address
/// @param steps    what the successor says of itself, in milliseconds, by name
record Takeover(
        long requests,
        long failed,
        Duration gap,
        Duration moved,
        Duration served,
        Duration shared,
        Map<String, Double> steps) {

    /// @param attempts all of the client's, some of them from before the fault
    static Takeover of(
            Instant fault, Host successor, Attempts attempts, VipHistory history, Map<String, Double> steps) {
        Attempts since = attempts.since(fault);
        Instant end = since.list().getLast().start();
        Duration moved = history.gained(successor.name(), fault)
                .map(at -> Duration.between(fault, at))
                .orElseThrow(() -> new IllegalStateException(successor + " never had the address"));
        Duration served = since.list().stream()
                .filter(a -> a.ok() && a.peer().equals(successor.address()))
                .map(a -> Duration.between(fault, a.start().plus(a.latency())))
                .min(Duration::compareTo)
                .orElseThrow(() -> new IllegalStateException(successor + " never answered"));
        return new Takeover(
                since.list().size(),
                since.failed(),
                attempts.longestGap(fault),
                moved,
                served,
                history.longestShared(fault, end),
                new LinkedHashMap<>(steps));
    }
}
