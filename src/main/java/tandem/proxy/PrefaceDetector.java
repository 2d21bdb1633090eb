package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import java.util.List;

/// Tells by a client's first bytes whether it speaks HTTP/2 without TLS (RFC 9113 §3.3, with prior
/// knowledge).
final class PrefaceDetector extends ByteToMessageDecoder {
    private final Entrance entrance;
    private final ClientHandler http1;

    /// @param http1 who takes the connection otherwise
    PrefaceDetector(Entrance entrance, ClientHandler http1) {
        this.entrance = entrance;
        this.http1 = http1;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
        try {
            int known = Math.min(in.readableBytes(), preface.readableBytes());
            boolean same = ByteBufUtil.equals(in, in.readerIndex(), preface, preface.readerIndex(), known);
            if (same && known < preface.readableBytes()) return;
            if (same) Http2Connection.replace(entrance, context.channel(), http1);
        } finally {
            preface.release();
        }
        // What has been read goes to whoever is next.
        context.pipeline().remove(this);
    }
}
