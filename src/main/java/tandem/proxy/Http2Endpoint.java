package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/// Tandem's end of an HTTP/2 connection (RFC 9113), with a client or with a backend: what both have in
/// common.
///
/// Netty's codec has the frames, their order, flow control and header compression ([Http2Codec]).
abstract class Http2Endpoint extends Http2EventAdapter implements Flushable {
    private final Loop loop;
    private final Channel channel;
    private final ControlFrames control;
    private final ResetStreams resets = new ResetStreams();
    private @Nullable Http2Codec codec;
    private @Nullable ChannelHandlerContext context;
    private boolean listed;
    private boolean closed;

    /// @param controlFrames that may come within ten seconds
    Http2Endpoint(Loop loop, Channel channel, int controlFrames) {
        this.loop = loop;
        this.channel = channel;
        this.control = new ControlFrames(controlFrames);
    }

    /// Takes the codec that it speaks by.
    final void speakBy(Http2Codec by) {
        codec = by;
        by.connection().addListener(this);
        by.encoder().flowController().listener(this::writabilityChanged);
    }

    final void added(ChannelHandlerContext to) {
        context = to;
    }

    final Loop loop() {
        return loop;
    }

    final Http2Codec codec() {
        if (codec == null) throw new IllegalStateException("no codec yet");
        return codec;
    }

    final ChannelHandlerContext context() {
        if (context == null) throw new IllegalStateException("not in a pipeline");
        return context;
    }

    final Http2ConnectionEncoder encoder() {
        return codec().encoder();
    }

    final Http2Connection connection() {
        return codec().connection();
    }

    /// A stream's peer takes more, or no more.
    abstract void writabilityChanged(Http2Stream stream);

    /// The connection is gone, and all its streams are.
    abstract void ended();

    /// The other side has broken the rules in a way that ends the connection.
    void broken(Throwable cause) {}

    /// The same, for one stream.
    void broken(int stream, Throwable cause) {}

    /// These bytes have come; none of them is to be read.
    void came(ByteBuf bytes) {}

    /// Something has come.
    void heard() {}

    /// A frame has come that is part of no request.
    ///
    /// @throws Http2Exception when it is one too many; the connection ends
    final void controlCame() throws Http2Exception {
        control.came(loop.now());
    }

    @Override
    public final void onPingRead(ChannelHandlerContext on, long data) throws Http2Exception {
        controlCame();
    }

    @Override
    public final void onUnknownFrame(ChannelHandlerContext on, byte type, int id, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        controlCame();
    }

    /// Lets the other side send more, since this much of a body is dealt with.
    final void consumed(Http2Stream stream, int bytes) {
        try {
            if (connection().local().flowController().consumeBytes(stream, bytes)) list();
        } catch (Http2Exception e) {
            codec().onError(context(), true, e);
        }
    }

    /// To be flushed with what else comes of the events that have come together.
    final void list() {
        if (listed || closed) return;
        listed = true;
        loop.toFlushLater(this);
    }

    @Override
    public final void flush() {
        listed = false;
        if (context != null) codec().flush(context);
    }

    /// Whether a frame on a stream that is no more was under way when this side reset it.
    final boolean wasReset(int stream) {
        return resets.ignores(stream);
    }

    final void reset(int stream, Http2Error why) {
        resets.add(stream);
        var _ = encoder()
                .writeRstStream(context(), stream, why.code(), context().newPromise());
        list();
    }

    final void goAway(int last) {
        var _ = codec().goAway(
                        context(),
                        last,
                        Http2Error.NO_ERROR.code(),
                        Unpooled.EMPTY_BUFFER,
                        context().newPromise());
    }

    final void endAfterFlush() {
        if (closed || context == null) return;
        flush();
        var _ = context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    final Channel channel() {
        return channel;
    }

    final boolean isClosed() {
        return closed;
    }

    final void closed() {
        closed = true;
        ended();
    }
}
