package tandem.proxy;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/// Counts the frames of one HTTP/2 connection that are part of no request: they cost a client nothing, and us an answer
/// or at least a look (CVE-2019-9512, CVE-2019-9515).
final class ControlFrames {
    private static final long WINDOW_NANOS = 10_000_000_000L;

    private final int most;
    private long begun;
    private int count;

    /// @param most how many may come within ten seconds
    ControlFrames(int most) {
        this.most = most;
    }

    /// One has come.
    ///
    /// @param now nanoseconds from an arbitrary origin
    /// @throws Http2Exception when it is one too many; the connection ends
    void came(long now) throws Http2Exception {
        if (now - begun > WINDOW_NANOS) {
            begun = now;
            count = 0;
        }
        if (++count > most)
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many control frames");
    }
}
