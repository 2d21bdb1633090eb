package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/// Netty's HTTP/2 codec with the proxy's limits, and the flush of an event at its end.
///
/// What a client may do at most is in [Http2Limits]; besides, a list of fields is as large as
/// `proxy.header-bytes` at most, whoever sends it, of one body `proxy.buffer-bytes` are taken ahead of who is
/// to have it, and [#MOST_QUEUED_CONTROL_FRAMES] control frames of ours wait for the other side to read.
final class Http2Codec extends Http2ConnectionHandler {
    private static final int MOST_QUEUED_CONTROL_FRAMES = 10_000;

    private final Http2Endpoint owner;
    private final int window;

    private Http2Codec(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            Http2Endpoint owner,
            int window) {
        super(decoder, encoder, settings);
        this.owner = owner;
        this.window = window;
    }

    /// For a connection with a client.
    static Http2Codec forClient(ProxySettings.Limits limits, Http2Endpoint owner) {
        return new Builder(limits, true, owner).strictly(limits).build();
    }

    /// For a connection with a backend.
    ///
    /// @param streams that may be under way; each of them may send to the full without stopping the others
    static Http2Codec forBackend(ProxySettings.Limits limits, int streams, Http2Endpoint owner) {
        return new Builder(limits, false, owner).to(streams, limits).build();
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2Codec, Builder> {
        private final Http2Endpoint owner;
        private final Http2Settings first;
        private int window;

        Builder(ProxySettings.Limits limits, boolean server, Http2Endpoint owner) {
            this.owner = owner;
            this.window = limits.http2().window();
            this.first = new Http2Settings()
                    .initialWindowSize(limits.bufferBytes())
                    .maxHeaderListSize(limits.heads().bytes());
            connection(evenly(server));
            frameListener(owner);
            validateHeaders(true);
            decoderEnforceMaxSmallContinuationFrames(limits.http2().continuations());
            encoderEnforceMaxQueuedControlFrames(MOST_QUEUED_CONTROL_FRAMES);
            // Whoever drains waits for the streams itself.
            gracefulShutdownTimeoutMillis(0);
        }

        /// Streams take turns: the priorities that clients could name are no more (RFC 9113 §5.3.2).
        private static DefaultHttp2Connection evenly(boolean server) {
            var connection = new DefaultHttp2Connection(server);
            var turns = new UniformStreamByteDistributor(connection);
            connection.remote().flowController(new DefaultHttp2RemoteFlowController(connection, turns));
            return connection;
        }

        Builder strictly(ProxySettings.Limits limits) {
            Http2Limits http2 = limits.http2();
            int seconds = (int) http2.resetWindow().toSeconds();
            initialSettings(first.maxConcurrentStreams(http2.streams()));
            decoderEnforceMaxRstFramesPerWindow(http2.resets(), seconds);
            encoderEnforceMaxRstFramesPerWindow(http2.resets(), seconds);
            return decoderEnforceMaxConsecutiveEmptyDataFrames(http2.emptyFrames());
        }

        Builder to(int streams, ProxySettings.Limits limits) {
            window = Math.clamp(
                    (long) streams * limits.bufferBytes(), Http2CodecUtil.DEFAULT_WINDOW_SIZE, Integer.MAX_VALUE);
            return initialSettings(first.pushEnabled(false));
        }

        @Override
        public Http2Codec build() {
            return super.build();
        }

        @Override
        protected Http2Codec build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new Http2Codec(decoder, encoder, settings, owner, window);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
        owner.added(context);
        super.handlerAdded(context);
        Http2Stream all = connection().connectionStream();
        int more = window - Http2CodecUtil.DEFAULT_WINDOW_SIZE;
        connection().local().flowController().incrementWindowSize(all, more);
        flush(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) owner.came(bytes);
        super.channelRead(context, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        owner.heard();
        super.channelReadComplete(context);
        owner.loop().flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Exception {
        super.channelWritabilityChanged(context);
        owner.loop().flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        owner.closed();
        owner.loop().flush();
    }

    @Override
    protected void onConnectionError(
            ChannelHandlerContext context, boolean outbound, Throwable cause, Http2Exception said) {
        if (!outbound) owner.broken(cause);
        super.onConnectionError(context, outbound, cause, said);
    }

    @Override
    protected void onStreamError(
            ChannelHandlerContext context, boolean outbound, Throwable cause, Http2Exception.StreamException said) {
        boolean late =
                !outbound && said.error() == Http2Error.STREAM_CLOSED && connection().stream(said.streamId()) == null;
        if (late && owner.wasReset(said.streamId())) return;
        if (!outbound) owner.broken(said.streamId(), cause);
        super.onStreamError(context, outbound, cause, said);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(context, cause);
        } else {
            var _ = context.close();
        }
    }
}
