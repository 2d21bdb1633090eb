package tandem.health;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.backend.Outcome;

/// Counts one backend's requests, from every event loop.
final class RequestCounter {
    private final Backend backend;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final @Nullable Latencies latencies;
    private volatile RequestWindow window;

    /// @param timed whether it is to be known how long answers took
    RequestCounter(Backend backend, long now, boolean timed) {
        this.backend = backend;
        this.window = RequestWindow.begin(now);
        this.latencies = timed ? new Latencies(now) : null;
    }

    /// Whether it counts those of this backend, and not of one that has its name.
    boolean isOf(Backend other) {
        return backend.isAtAddressOf(other);
    }

    /// How long answers took; null where nobody asks.
    @Nullable
    Latencies latencies() {
        return latencies;
    }

    void count(Outcome outcome) {
        switch (outcome) {
            case Outcome.Answered _ -> answered.increment();
            case Outcome.Failed(Failure failure) -> {
                if (Ejection.countsAgainstBackend(failure)) failed.increment();
            }
        }
    }

    RequestCounts within() {
        return window.within(totals());
    }

    /// By one thread.
    void roll(Duration length, long now) {
        window = window.rolled(totals(), length, now);
        if (latencies != null) latencies.roll(length, now);
    }

    private RequestCounts totals() {
        return new RequestCounts(answered.sum(), failed.sum());
    }
}
