package tandem.proxy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import tandem.backend.Backend;
import tandem.balance.Latency;

/// How busy one backend is and how quick, counted over all event loops.
final class BackendLoad {
    private final LongSupplier nanoClock;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder failures = new LongAdder();
    /// Written by every event loop without a lock: of two answers at the same time one may be lost, which an average
    /// can bear.
    private volatile double latency;

    private volatile long latencyAt;
    private volatile long sessionAt;

    BackendLoad() {
        this(System::nanoTime);
    }

    BackendLoad(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.sessionAt = nanoClock.getAsLong() - Long.MAX_VALUE / 2;
    }

    /// @param counts whether it is for a client; all others are load, but no traffic
    void begin(boolean counts) {
        if (counts) attempts.increment();
        inFlight.incrementAndGet();
    }

    /// The head of an answer has come.
    ///
    /// @param took nanoseconds since the request was sent
    void answered(long took) {
        long now = nanoClock.getAsLong();
        latency = Latency.with(latency, now - latencyAt, took);
        latencyAt = now;
    }

    /// @param failed whether that counts as a failure
    void end(boolean failed) {
        inFlight.decrementAndGet();
        if (failed) failures.increment();
    }

    /// A request of one of its sessions goes to it, although it takes no others any more.
    void sessionMoved() {
        sessionAt = nanoClock.getAsLong();
    }

    /// How long that has not been so; a long time when it never was.
    Duration sessionsQuietFor() {
        return Duration.ofNanos(nanoClock.getAsLong() - sessionAt);
    }

    int inFlight() {
        return inFlight.get();
    }

    /// Peak-sensitive average in nanoseconds, decayed since the last answer; 0 before the first one.
    double latency() {
        double average = latency;
        return average == 0 ? 0 : Latency.decayed(average, nanoClock.getAsLong() - latencyAt);
    }

    ProxySnapshot.BackendTraffic snapshot(Backend backend) {
        long average = (long) latency();
        return new ProxySnapshot.BackendTraffic(
                backend.name(),
                attempts.sum(),
                failures.sum(),
                inFlight.get(),
                average == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(average)));
    }
}
