package tandem.proxy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import tandem.backend.Backend;

/// How busy one backend is, counted over all event loops.
final class BackendLoad {
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder failures = new LongAdder();

    /// @param counts whether it is for a client; all others are load, but no traffic
    void begin(boolean counts) {
        if (counts) attempts.increment();
        inFlight.incrementAndGet();
    }

    /// @param failed whether that counts as a failure
    void end(boolean failed) {
        inFlight.decrementAndGet();
        if (failed) failures.increment();
    }

    int inFlight() {
        return inFlight.get();
    }

    ProxySnapshot.BackendTraffic snapshot(Backend backend) {
        return new ProxySnapshot.BackendTraffic(backend.name(), attempts.sum(), failures.sum(), inFlight.get());
    }
}
