package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;
import tandem.http.Head;
import tandem.http.HeadLimits;
import tandem.http.RequestHead;

/// One HTTP/2 connection to a backend, with many requests at a time.
final class UpstreamHttp2 extends Http2Endpoint {
    /// The number of the last request that a connection can have (RFC 9113 §5.1.1).
    private static final int LAST_STREAM = Integer.MAX_VALUE;
    /// Pings, settings and unknown frames within ten seconds.
    private static final int CONTROL_FRAMES = 10_000;

    private static final long PING = 0x7461_6E64_656DL;

    private final Loop loop;
    private final UpstreamHttp2Pool pool;
    private final Http2Connection.PropertyKey key;
    private boolean ready;
    private boolean answered;
    /// Whether nothing new is asked on it.
    private boolean leaving;
    private int lastTaken = Integer.MAX_VALUE;
    private ConnectionEnd end = ConnectionEnd.CLOSED;
    private @Nullable String broken;
    private long heardAt;
    private long pingedAt;
    private boolean pinged;
    private long idleSince;

    UpstreamHttp2(UpstreamHttp2Pool pool, Channel channel) {
        super(pool.loop(), channel, CONTROL_FRAMES);
        this.loop = pool.loop();
        this.pool = pool;
        this.heardAt = loop.now();
        this.idleSince = loop.now();
        speakBy(Http2Codec.forBackend(loop.settings().limits(), pool.settings().streams(), this));
        this.key = connection().newKey();
    }

    /// Whether an answer has come on it.
    boolean hasAnswered() {
        return answered;
    }

    void answered() {
        answered = true;
    }

    /// Whether the backend has begun to speak HTTP/2.
    boolean isReady() {
        return ready;
    }

    /// Whether one more request may go out on it.
    boolean hasRoom() {
        return ready
                && !leaving
                && channel().isActive()
                && active() < room()
                && connection().local().canOpenStream();
    }

    /// Whether the backend says that it takes no requests for now (RFC 9113 §6.5.2).
    boolean takesNothing() {
        return ready && !leaving && room() == 0;
    }

    private int room() {
        return Math.min(pool.settings().streams(), connection().local().maxActiveStreams());
    }

    private int active() {
        return connection().local().numActiveStreams();
    }

    /// What the backend is asked by; in the same words as by HTTP/1.1.
    Http2Headers headers(RequestHead request, ForwardedHeaders forwarded, @Nullable HeadEdits edits) {
        RequestHead written = loop.heads().takeRequest();
        ByteBuf text = context().alloc().heapBuffer();
        try {
            MessageWriter.request(request, forwarded, pool.backend().address(), edits, loop.writer());
            loop.writer().into(text);
            if (written.take(text, HeadLimits.NONE) != Head.Taken.WHOLE)
                throw new IllegalStateException("what goes on is no request");
            return UpstreamHeads.request(written, pool.isSecure());
        } finally {
            text.release();
            loop.heads().giveBack(written);
        }
    }

    int nextStream() {
        int id = connection().local().incrementAndGetNextStreamId();
        if (id >= LAST_STREAM - 2) leaving = true;
        return id;
    }

    /// A request has gone out.
    ///
    /// @return its stream; null when there is none
    @Nullable
    Http2Stream begun(int id, UpstreamHttp2Stream as) {
        Http2Stream stream = connection().stream(id);
        if (stream != null) stream.setProperty(key, as);
        return stream;
    }

    private @Nullable UpstreamHttp2Stream of(@Nullable Http2Stream stream) {
        return stream == null ? null : stream.getProperty(key);
    }

    private @Nullable UpstreamHttp2Stream of(int id) {
        return of(connection().stream(id));
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext on, Http2Settings settings) throws Http2Exception {
        controlCame();
        if (!ready) {
            ready = true;
            pool.ready(this);
        } else pool.roomMayHaveGrown();
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext on,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean ended) {
        onHeadersRead(on, id, headers, padding, ended);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext on, int id, Http2Headers headers, int padding, boolean ended) {
        UpstreamHttp2Stream to = of(id);
        if (to != null) to.fields(headers, ended);
    }

    @Override
    public int onDataRead(ChannelHandlerContext on, int id, ByteBuf data, int padding, boolean ended) {
        UpstreamHttp2Stream to = of(id);
        if (to == null) return data.readableBytes() + padding;
        to.data(data, padding, ended);
        return 0;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext on, int id, long code) {
        UpstreamHttp2Stream to = of(id);
        if (to != null) to.reset(code);
    }

    @Override
    public void onGoAwayReceived(int last, long code, ByteBuf debugData) {
        leaving = true;
        lastTaken = last;
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext on, int last, long code, ByteBuf debugData) {
        pool.left();
        if (active() == 0) endAfterFlush();
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        UpstreamHttp2Stream known = stream.removeProperty(key);
        if (known != null) {
            if (broken != null) known.broken(broken);
            known.closed(stream.id() > lastTaken ? ConnectionEnd.REFUSED : end);
        }
        if (active() > 0 || isClosed()) return;
        idleSince = loop.now();
        if (leaving) endAfterFlush();
    }

    @Override
    public void onStreamRemoved(Http2Stream stream) {
        if (!leaving && !isClosed()) pool.roomMayHaveGrown();
    }

    @Override
    void writabilityChanged(Http2Stream stream) {
        UpstreamHttp2Stream known = of(stream);
        if (known != null) known.writabilityChanged();
    }

    @Override
    void broken(Throwable cause) {
        broken = breach(cause);
        distrust();
    }

    @Override
    void broken(int stream, Throwable cause) {
        UpstreamHttp2Stream known = of(stream);
        if (known != null) known.broken(breach(cause));
    }

    private static String breach(Throwable cause) {
        return "it breaks the rules of HTTP/2: " + FailureClassifier.line(cause);
    }

    /// Nothing new is asked on it, and it ends with the requests that are under way.
    void distrust() {
        leaving = true;
        pool.left();
        if (active() == 0) close();
    }

    /// The same, and the backend is told (RFC 9113 §6.8).
    void retire() {
        if (leaving || isClosed()) return;
        leaving = true;
        pool.left();
        goAway(0);
        if (active() == 0) endAfterFlush();
        else list();
    }

    @Override
    void heard() {
        heardAt = loop.now();
        pinged = false;
    }

    @Override
    void ended() {
        pool.closed(this, broken);
    }

    /// Whether nothing is asked on it.
    boolean isIdle() {
        return active() == 0;
    }

    void close() {
        var _ = channel().close();
    }

    /// Looks at what has taken too long.
    ///
    /// @param out whether its backend gets no requests
    void checkTimeouts(boolean out) {
        if (!ready) return;
        if (active() == 0) {
            if (out || loop.isPast(idleSince, loop.settings().timeouts().backendIdle())) retire();
            return;
        }
        UpstreamHttp2Settings settings = pool.settings();
        if (settings.ping().isZero()) return;
        if (pinged) {
            if (!loop.isPast(pingedAt, settings.pingTimeout())) return;
            end = ConnectionEnd.SILENT;
            close();
        } else if (loop.isPast(heardAt, settings.ping())) {
            pinged = true;
            pingedAt = loop.now();
            var _ = encoder().writePing(context(), false, PING, context().newPromise());
            list();
        }
    }
}
