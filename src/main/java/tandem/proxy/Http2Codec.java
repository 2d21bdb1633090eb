package tandem.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;

/// Netty's HTTP/2 codec with the proxy's limits, and the flush of an event at its end.
///
/// What a client may do at most: 100 requests at a time; [#MOST_RESETS] resets in [#RESET_SECONDS] seconds
/// (CVE-2023-44487), whether it sends them or provokes them (CVE-2025-8671); 2 empty data frames in a row; 16
/// small CONTINUATION frames in a row (CVE-2024-27983 and others), and a list of fields as large as
/// `proxy.header-bytes`; 10,000 control frames of ours that wait for it to read. Beyond, it is told
/// ENHANCE_YOUR_CALM, and the connection ends.
final class Http2Codec extends Http2ConnectionHandler {
    static final int MOST_STREAMS = 100;
    static final int MOST_RESETS = 200;
    static final int RESET_SECONDS = 30;

    private static final int MOST_EMPTY_FRAMES = 2;
    private static final int MOST_SMALL_CONTINUATIONS = 16;
    private static final int MOST_QUEUED_CONTROL_FRAMES = 10_000;
    /// What a client may send of one body before anybody takes it.
    private static final int STREAM_WINDOW = 128 * 1024;
    /// The same for all of them together. One that nobody reads must not stop the others.
    private static final int CONNECTION_WINDOW = 1024 * 1024;

    private final Http2Connection owner;

    private Http2Codec(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            Http2Connection owner) {
        super(decoder, encoder, settings);
        this.owner = owner;
    }

    static Http2Codec create(ProxySettings.Limits limits, Http2Connection owner) {
        return new Builder(limits, owner).build();
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Http2Codec, Builder> {
        private final Http2Connection owner;

        Builder(ProxySettings.Limits limits, Http2Connection owner) {
            this.owner = owner;
            server(true);
            frameListener(owner);
            initialSettings(new Http2Settings()
                    .maxConcurrentStreams(MOST_STREAMS)
                    .initialWindowSize(STREAM_WINDOW)
                    .maxHeaderListSize(limits.headerBytes()));
            validateHeaders(true);
            decoderEnforceMaxRstFramesPerWindow(MOST_RESETS, RESET_SECONDS);
            encoderEnforceMaxRstFramesPerWindow(MOST_RESETS, RESET_SECONDS);
            decoderEnforceMaxConsecutiveEmptyDataFrames(MOST_EMPTY_FRAMES);
            decoderEnforceMaxSmallContinuationFrames(MOST_SMALL_CONTINUATIONS);
            encoderEnforceMaxQueuedControlFrames(MOST_QUEUED_CONTROL_FRAMES);
            // Whoever drains waits for the streams itself.
            gracefulShutdownTimeoutMillis(0);
        }

        @Override
        public Http2Codec build() {
            return super.build();
        }

        @Override
        protected Http2Codec build(
                Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new Http2Codec(decoder, encoder, settings, owner);
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) throws Exception {
        owner.added(context);
        super.handlerAdded(context);
        Http2Stream all = connection().connectionStream();
        int more = CONNECTION_WINDOW - Http2CodecUtil.DEFAULT_WINDOW_SIZE;
        connection().local().flowController().incrementWindowSize(all, more);
        flush(context);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
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
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
        if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null) {
            super.exceptionCaught(context, cause);
        } else {
            var _ = context.close();
        }
    }
}
