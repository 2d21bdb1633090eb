package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection.PropertyKey;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.http.Refusal;

/// One HTTP/2 connection of a client (RFC 9113), with many exchanges at a time.
///
/// Netty's codec has the frames, their order, flow control and header compression, and its own limits against
/// resets, empty frames and continuations without end ([Http2Codec]). What costs a client nothing and us an
/// answer, pings and settings above all, is counted here.
final class Http2Connection extends Http2Endpoint implements OpenConnection {
    private static final long LAST_WORD = 0x7461_6E64_656DL;

    private final Loop loop;
    private final Entrance entrance;
    private final ListenerSettings listener;
    private final ForwardedHeaders forwarded;
    private final PropertyKey key;
    private final String local;
    private final FieldBlocks blocks = new FieldBlocks();
    private Leaving leaving = Leaving.NOT;
    private long lastMoved;

    /// How far the goodbye has come (RFC 9113 §6.8).
    private enum Leaving {
        NOT,
        /// The client has been told, and what it has sent before it heard is taken in.
        TOLD,
        /// Nothing is taken in any more.
        LAST
    }

    private Http2Connection(Entrance entrance, Channel channel) {
        super(
                entrance.loop(),
                channel,
                entrance.loop().settings().limits().http2().controlFrames());
        this.loop = entrance.loop();
        this.entrance = entrance;
        this.listener = entrance.settings();
        this.forwarded = entrance.forwarded(channel, listener);
        this.local = Entrance.literal((InetSocketAddress) channel.localAddress());
        this.lastMoved = loop.now();
        speakBy(Http2Codec.forClient(loop.settings().limits(), this));
        this.key = connection().newKey();
    }

    /// Takes a connection over whose client has chosen HTTP/2, before anything was asked.
    static void replace(Entrance entrance, Channel channel, ClientHandler http1) {
        Http2Connection connection = new Http2Connection(entrance, channel);
        connection.loop.traffic().connected();
        entrance.connected(connection);
        channel.pipeline().replace(http1, null, connection.codec());
        http1.leave();
    }

    Entrance entrance() {
        return entrance;
    }

    ListenerSettings listener() {
        return listener;
    }

    ForwardedHeaders forwarded() {
        return forwarded;
    }

    void moved() {
        lastMoved = loop.now();
    }

    @Override
    void came(ByteBuf bytes) {
        blocks.follow(bytes, loop.now());
    }

    private @Nullable Http2ClientStream of(@Nullable Http2Stream stream) {
        return stream == null ? null : stream.getProperty(key);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean ended)
            throws Http2Exception {
        onHeadersRead(ctx, id, headers, padding, ended);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean ended)
            throws Http2Exception {
        moved();
        Http2Stream stream = connection().stream(id);
        Http2ClientStream known = of(stream);
        if (known != null) {
            known.trailers(headers);
            return;
        }
        Http2ClientStream begun = new Http2ClientStream(this, stream);
        stream.setProperty(key, begun);
        begun.begin(headers, ended);
    }

    /// A request was refused before it could begin, with an answer or with a reset.
    void refused(Refusal why) {
        refused(Rejection.of(why));
    }

    private void refused(Rejection rejection) {
        loop.traffic().requestRefused(rejection);
        Edge edge = loop.edge();
        if (edge != null) edge.refused(rejection, forwarded.peer());
    }

    /// What a stream has brought is malformed, or too large. Where the codec itself has found it so in the
    /// head, no [Http2ClientStream] knows of it.
    @Override
    void broken(int id, Throwable cause) {
        Http2Exception error = Http2CodecUtil.getEmbeddedHttp2Exception(cause);
        if (error == null || error.error() != Http2Error.PROTOCOL_ERROR) return;
        boolean tooLarge = error instanceof Http2Exception.HeaderListSizeException;
        Refusal why = tooLarge ? Refusal.HEAD_TOO_LARGE : Refusal.NOT_HTTP;
        Http2Stream stream = connection().stream(id);
        Http2ClientStream known = of(stream);
        if (known != null) known.broken(Rejection.of(why));
        else if (stream != null || id > connection().remote().lastStreamCreated()) refused(why);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ended) {
        Http2ClientStream stream = of(connection().stream(id));
        if (stream == null) return data.readableBytes() + padding;
        stream.data(data, padding, ended);
        return 0;
    }

    @Override
    void writabilityChanged(Http2Stream stream) {
        Http2ClientStream known = of(stream);
        if (known != null) known.writabilityChanged();
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Http2ClientStream known = stream.removeProperty(key);
        if (known != null) known.closed();
        if (leaving == Leaving.LAST && connection().numActiveStreams() == 0) endAfterFlush();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
        if (data == LAST_WORD && leaving == Leaving.TOLD) sayLast();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        controlCame();
    }

    @Override
    public void onPriorityRead(ChannelHandlerContext ctx, int id, int dependency, short weight, boolean exclusive)
            throws Http2Exception {
        controlCame();
    }

    @Override
    public String local() {
        return local;
    }

    @Override
    public int underWay() {
        return connection().numActiveStreams();
    }

    @Override
    public boolean closing() {
        return leaving != Leaving.NOT
                || entrance.draining()
                || loop.draining()
                || (loop.sendsOff() && loop.sendsOff(local));
    }

    /// Says goodbye, and more firmly each time. Requests that the client has sent in the meantime are
    /// answered.
    @Override
    public void closeIfQuiet() {
        switch (leaving) {
            case NOT -> {
                leaving = Leaving.TOLD;
                goAway(Integer.MAX_VALUE);
                var _ = encoder()
                        .writePing(context(), false, LAST_WORD, context().newPromise());
            }
            case TOLD -> sayLast();
            case LAST -> {}
        }
        list();
    }

    @Override
    public void closeIfIdle() {
        if (connection().numActiveStreams() == 0) sayLast();
        else closeIfQuiet();
    }

    private void sayLast() {
        if (leaving == Leaving.LAST) return;
        leaving = Leaving.LAST;
        goAway(connection().remote().lastStreamCreated());
        list();
        if (connection().numActiveStreams() == 0) endAfterFlush();
    }

    @Override
    public void close() {
        var _ = channel().close();
    }

    @Override
    void ended() {
        loop.traffic().disconnected();
        entrance.disconnected(this);
    }

    @Override
    public void checkTimeouts() {
        if (blocks.isOpen()
                && loop.isPast(blocks.since(), loop.settings().timeouts().header())) {
            // Within a block of fields nothing else can come, so the connection is of no use any more.
            if (leaving != Leaving.LAST) refused(Rejection.slowClient());
            leave();
            return;
        }
        boolean over = !blocks.isOpen();
        for (Http2ClientStream stream : streams()) over &= stream.checkTimeouts();
        if (over && loop.isIdle(lastMoved)) leave();
    }

    /// A client that reads nothing does not take the goodbye either.
    private void leave() {
        if (leaving == Leaving.LAST) close();
        else sayLast();
    }

    private List<Http2ClientStream> streams() {
        List<Http2ClientStream> streams = new ArrayList<>();
        try {
            connection().forEachActiveStream(stream -> {
                Http2ClientStream known = of(stream);
                if (known != null) streams.add(known);
                return true;
            });
        } catch (Http2Exception e) {
            throw new IllegalStateException("a visitor that throws nothing", e);
        }
        return streams;
    }
}
