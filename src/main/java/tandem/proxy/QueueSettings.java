package tandem.proxy;

import java.time.Duration;

/// How many requests each backend of a pool may have under way, and where those beyond wait. In the configuration:
/// `pools[].queue`; without it there is no such limit.
///
/// @param requestsPerBackend that clients may have under way at one backend, from all event loops of this node, 1 to
///                           1000000. `queue.requests-per-backend`
/// @param length             requests that may wait for the pool, 0 to 1000000; beyond, 503. `queue.length`, default
///                           1000
/// @param timeout            for which one waits at most, 10 ms to 1 h; then 503. `queue.timeout`, default 5 s
/// @param adaptiveFrom       where the limit of each backend finds itself ([AdaptiveLimit]), the least that it is; then
///                           `requestsPerBackend` is the most. 0 for a fixed one. `queue.adaptive-from`, default that
public record QueueSettings(int requestsPerBackend, int length, Duration timeout, int adaptiveFrom) {
    public static final int MOST = 1_000_000;
    public static final int USUAL_LENGTH = 1000;
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(5);

    /// With a fixed limit.
    public QueueSettings(int requestsPerBackend, int length, Duration timeout) {
        this(requestsPerBackend, length, timeout, 0);
    }

    public QueueSettings {
        if (requestsPerBackend < 1 || requestsPerBackend > MOST)
            throw new IllegalArgumentException(
                    "queue.requests-per-backend must be 1 to " + MOST + ", not " + requestsPerBackend);
        if (adaptiveFrom < 0 || adaptiveFrom > requestsPerBackend)
            throw new IllegalArgumentException(
                    "queue.adaptive-from must be 1 to queue.requests-per-backend, not " + adaptiveFrom);
        if (length < 0 || length > MOST)
            throw new IllegalArgumentException("queue.length must be 0 to " + MOST + ", not " + length);
        if (timeout.toMillis() < 10 || timeout.toHours() > 1)
            throw new IllegalArgumentException("queue.timeout must be 10 ms to 1 h, not " + timeout);
    }
}
