package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import tandem.http.HopByHop;
import tandem.http.Refusal;
import tandem.http.RequestHead;
import tandem.http.RequestScreen;
import tandem.http.ResponseHead;
import tandem.http.Trailers;

/// One HTTP/1 connection of a client, with one exchange on it at a time.
final class ClientConnection implements ClientStream, RequestInput.Reader, OpenConnection {
    private static final int NEVER = -1;

    private final Loop loop;
    private final Entrance entrance;
    private final ListenerSettings listener;
    private final Channel channel;
    private final RequestInput input;
    private final Outgoing out;
    private final AnswerWriter answer;

    private @Nullable ForwardedHeaders forwarded;
    private @Nullable Exchange exchange;
    private Traffic traffic;
    private int asked;
    private int askedAtLook = NEVER;
    private boolean persists;
    private boolean switched;
    private boolean closing;
    private long lastMoved;

    ClientConnection(Entrance entrance, ChannelHandlerContext context) {
        this.loop = entrance.loop();
        this.entrance = entrance;
        this.listener = entrance.settings();
        this.channel = context.channel();
        this.input = new RequestInput(loop, channel, this);
        this.out = new Outgoing(loop, context);
        this.answer = new AnswerWriter(loop, out, entrance.own());
        this.traffic = loop.traffic();
        this.lastMoved = loop.now();
        traffic.connected();
        entrance.connected(this);
    }

    /// Reads what the socket had.
    void read(ByteBuf in) {
        input.read(in);
    }

    /// The socket takes more.
    void ready() {
        if (out.isWritable() && !input.ready() && exchange != null) exchange.clientReady();
    }

    @Override
    public RequestHead head() {
        return input.head();
    }

    @Override
    public @Nullable OwnAnswer redirect() {
        return listener.redirect().isEmpty() ? null : listener.redirect(head(), local());
    }

    @Override
    public ForwardedHeaders forwarded() {
        if (forwarded == null) forwarded = entrance.forwarded(channel, listener);
        return forwarded;
    }

    @Override
    public Traffic traffic() {
        return traffic;
    }

    @Override
    public void moved() {
        lastMoved = loop.now();
    }

    @Override
    public boolean closing() {
        return closing || entrance.draining() || loop.draining() || (loop.sendsOff() && loop.sendsOff(local()));
    }

    @Override
    public void head(RequestHead head) {
        if (asked == 0) recognize();
        asked++;
        moved();
        Refusal refusal = RequestScreen.screen(head, listener.scheme());
        if (refusal != null) {
            refuse(Rejection.of(refusal), head);
            return;
        }
        persists = HopByHop.persists(head, head.isOld());
        answer.next();
        input.began(head.framing());
        Exchange begun = new Exchange(loop, this);
        exchange = begun;
        begun.start();
    }

    /// The first request tells whether the node itself is at the other end: by then it has said so.
    private void recognize() {
        if (!traffic.own().take((InetSocketAddress) channel.remoteAddress())) return;
        traffic.disconnected();
        traffic = Traffic.UNCOUNTED;
        traffic.connected();
        entrance.disregard(this);
    }

    @Override
    public void badHead(RequestHead head) {
        refuse(Rejection.of(head.refusal()), null);
    }

    private void refuse(Rejection rejection, @Nullable RequestHead head) {
        moved();
        traffic.requestRefused(rejection);
        answer.own(loop.page(rejection), head, true);
        Edge edge = loop.edge();
        if (edge != null) edge.refused(rejection, forwarded().peer());
        finish(true);
    }

    @Override
    public void body(ByteBuf in, int length) {
        if (exchange != null) exchange.received(in, length);
        else in.skipBytes(length);
    }

    @Override
    public void bodyEnd(@Nullable Trailers trailers) {
        if (exchange != null) exchange.receivedAll(trailers);
    }

    /// What comes behind it can no longer be told from it.
    @Override
    public void badBody() {
        if (exchange == null) close();
        else exchange.giveUp(Rejection.of(Refusal.BAD_CHUNK));
    }

    /// The client sends no more; known only after a switch of protocols.
    void inputEnded() {
        if (switched && exchange != null) exchange.receivedAll(null);
    }

    @Override
    public void readBody(boolean wanted) {
        input.wanted(wanted);
    }

    @Override
    public boolean isWritable() {
        return out.isWritable();
    }

    @Override
    public void interim(ResponseHead interim) {
        answer.interim(interim, head());
    }

    @Override
    public void begin(ResponseHead head, @Nullable HeadEdits edits, boolean last) {
        answer.begin(head, head(), edits, last || !persists || closing());
    }

    @Override
    public void switchProtocols(ResponseHead head) {
        switched = true;
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        answer.switchProtocols(head);
        input.switchProtocols();
    }

    @Override
    public void write(ByteBuf in, int length) {
        answer.write(in, length);
    }

    @Override
    public void endHalf() {
        out.flushAndThen(written -> Sockets.shutdownOutput(written.channel()));
    }

    @Override
    public void end(@Nullable Trailers trailers) {
        answer.end(trailers);
        ended();
    }

    @Override
    public void answer(OwnAnswer own, boolean last) {
        answer.own(own, head(), last || own.closes() || !persists || closing());
        ended();
    }

    @Override
    public void begin(OwnAnswer own, boolean last) {
        answer.ownBegins(own, head(), last || !persists || closing());
    }

    @Override
    public @Nullable Outgoing plain() {
        return channel.pipeline().get(SslHandler.class) == null ? out : null;
    }

    /// The answer is written. One that began before the clients were sent off has not said so: the next one
    /// does, or the quiet ends it.
    private void ended() {
        exchange = null;
        moved();
        loop.answered(this);
        if (answer.closes() || entrance.draining()) finish(input.isBodyUnread());
        else input.next(out.isWritable());
    }

    /// Ends the connection once everything is sent, with care where the client may still be sending.
    private void finish(boolean unread) {
        closing = true;
        input.end();
        if (unread) LingeringClose.close(out);
        else out.flushAndThen(ChannelFutureListener.CLOSE);
    }

    @Override
    public void cutOff() {
        exchange = null;
        if (answer.endsWithConnection()) Sockets.reset(channel);
        else close();
    }

    @Override
    public void close() {
        var _ = channel.close();
    }

    private void leave() {
        Exchange left = exchange;
        exchange = null;
        if (left != null) left.clientGone();
    }

    /// The connection has ended.
    void closed() {
        leave();
        input.release();
        out.discard();
        traffic.disconnected();
        entrance.disconnected(this);
    }

    @Override
    public String local() {
        return Entrance.literal((InetSocketAddress) channel.localAddress());
    }

    @Override
    public int underWay() {
        return exchange == null ? 0 : 1;
    }

    @Override
    public void closeIfQuiet() {
        if (exchange == null && asked == askedAtLook) close();
        askedAtLook = exchange == null ? asked : NEVER;
    }

    @Override
    public void closeIfIdle() {
        if (exchange == null && !closing) close();
    }

    @Override
    public void checkTimeouts() {
        if (exchange != null) {
            if (exchange.checkTimeouts(lastMoved)) close();
        } else if (input.isWithinHead()) {
            if (loop.isPast(input.headSince(), loop.settings().timeouts().header()))
                refuse(Rejection.slowClient(), null);
        } else if (loop.isIdle(lastMoved)) {
            close();
        }
    }
}
