package tandem.proxy;

import java.util.concurrent.atomic.LongAdder;

/// What the clients have sent, counted over all event loops.
final class Traffic {
    /// Where the node's requests to itself go: nobody reads these counts.
    static final Traffic UNCOUNTED = new Traffic();

    private final OwnConnections own = new OwnConnections();
    private final LongAdder requests = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder inFlight = new LongAdder();
    private final LongAdder connections = new LongAdder();

    /// The connections that are none of a client.
    OwnConnections own() {
        return own;
    }

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
