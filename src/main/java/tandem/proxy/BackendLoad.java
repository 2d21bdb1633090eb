package tandem.proxy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import tandem.backend.Backend;

/// How busy one backend is, counted over all event loops.
final class BackendLoad {
    private final AtomicInteger inFlight = new AtomicInteger();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder failures = new LongAdder();

    void begin() {
        attempts.increment();
        inFlight.incrementAndGet();
    }

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
