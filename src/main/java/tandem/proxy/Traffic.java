package tandem.proxy;

import java.util.concurrent.atomic.LongAdder;

/// What the clients have sent, counted over all event loops.
final class Traffic {
    private final LongAdder requests = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder inFlight = new LongAdder();
    private final LongAdder connections = new LongAdder();

    void connected() {
        connections.increment();
    }

    void disconnected() {
        connections.decrement();
    }

    void requestBegun() {
        requests.increment();
        inFlight.increment();
    }

    void requestEnded() {
        inFlight.decrement();
    }

    /// Taken in and answered at once.
    void requestRefused() {
        requests.increment();
        rejected.increment();
    }

    void requestRejected() {
        rejected.increment();
    }

    long requests() {
        return requests.sum();
    }

    long rejected() {
        return rejected.sum();
    }

    int inFlight() {
        return inFlight.intValue();
    }

    int connections() {
        return connections.intValue();
    }
}
