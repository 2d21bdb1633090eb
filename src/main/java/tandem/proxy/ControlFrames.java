package tandem.proxy;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/// Counts the frames of one HTTP/2 connection that are part of no request: they cost a client nothing, and us an answer
/// or at least a look (CVE-2019-9512, CVE-2019-9515).
final class ControlFrames {
    /// How many may come within [#WINDOW_NANOS].
    private static final int MOST = 500;

    private static final long WINDOW_NANOS = 10_000_000_000L;

    private long begun;
    private int count;

    /// One has come.
    ///
    /// @param now nanoseconds from an arbitrary origin
    /// @throws Http2Exception when it is one too many; the connection ends
    void came(long now) throws Http2Exception {
        if (now - begun > WINDOW_NANOS) {
            begun = now;
            count = 0;
        }
        if (++count > MOST)
            throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many control frames");
    }
}
