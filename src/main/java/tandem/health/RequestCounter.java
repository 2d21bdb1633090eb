package tandem.health;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import tandem.backend.Failure;
import tandem.backend.Outcome;

/// Counts one backend's requests, from every event loop.
final class RequestCounter {
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private volatile RequestWindow window;

    RequestCounter(long now) {
        this.window = RequestWindow.begin(now);
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
    }

    private RequestCounts totals() {
        return new RequestCounts(answered.sum(), failed.sum());
    }
}
