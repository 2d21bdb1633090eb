package tandem.proxy;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.EOFException;
import java.io.IOException;

/// The heads of the answers on one connection of HTTP/2. All of them have to be read here, since one may
/// refer to those before it (RFC 7541 §2.3.2).
final class AnswerHeads {
    private final RawHttp2 from;
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

    AnswerHeads(RawHttp2 from) {
        this.from = from;
    }

    /// The next head on this stream; what comes before it is passed over.
    Http2Headers next(int stream) throws IOException, Http2Exception {
        while (true) {
            var frame = from.read();
            if (frame.is(RawHttp2.RST_STREAM, stream) || frame.type() == RawHttp2.GOAWAY)
                throw new EOFException("ended with error " + frame.error());
            if (frame.type() != RawHttp2.HEADERS) continue;
            Http2Headers head = decoder.decodeHeaders(frame.stream(), Unpooled.wrappedBuffer(frame.payload()));
            if (frame.stream() == stream) return head;
        }
    }

    /// Its status.
    int status(int stream) throws IOException, Http2Exception {
        return Integer.parseInt(next(stream).status().toString());
    }
}
