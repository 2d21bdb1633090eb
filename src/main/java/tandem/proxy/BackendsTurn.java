package tandem.proxy;

import java.time.Duration;

/// Since when the next move of a request is its backend's, by the loop's clock.
final class BackendsTurn {
    private static final long NOT = Long.MIN_VALUE;

    private final Loop loop;
    private long since = NOT;

    BackendsTurn(Loop loop) {
        this.loop = loop;
    }

    /// It is the backend's.
    void begin() {
        since = loop.now();
    }

    /// It is somebody else's.
    void end() {
        since = NOT;
    }

    boolean is() {
        return since != NOT;
    }

    /// Whether the backend has had it for too long.
    boolean isPast(Duration limit) {
        return is() && loop.isPast(since, limit);
    }
}
