package tandem.proxy;

import java.time.Duration;
import tandem.Pure;

/// HTTP/2 with the backends of a pool.
///
/// @param streams     requests at a time on one connection, 1 to 1000; fewer where a backend allows fewer.
///                    `pools[].http2.streams`, default 100
/// @param ping        after so long without a word from a backend that has requests, it is asked whether
///                    it lives; 1 s
///                    to 1 h, or 0 s for never. `pools[].http2.ping`, default 0 s
/// @param pingTimeout for its answer, 100 ms to 1 h; then its connection ends.
///                    `pools[].http2.ping-timeout`, default 5
/// s
@Pure
public record UpstreamHttp2Settings(int streams, Duration ping, Duration pingTimeout) {
    public static final int MOST_STREAMS = 1000;

    public static final UpstreamHttp2Settings DEFAULT =
            new UpstreamHttp2Settings(100, Duration.ZERO, Duration.ofSeconds(5));

    public UpstreamHttp2Settings {
        if (streams < 1 || streams > MOST_STREAMS)
            throw new IllegalArgumentException("streams must be 1 to " + MOST_STREAMS + ", not " + streams);
        if (ping.isNegative() || pingTimeout.isNegative() || pingTimeout.isZero())
            throw new IllegalArgumentException("ping must be 0 s or more, and ping-timeout more than that");
    }
}
