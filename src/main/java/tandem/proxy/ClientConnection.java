package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import tandem.http.HopByHop;
import tandem.http.Refusal;
import tandem.http.RequestHead;
import tandem.http.RequestScreen;
import tandem.http.ResponseHead;
import tandem.http.Trailers;

/// One HTTP/1 connection of a client, with one exchange on it at a time.
final class ClientConnection implements ClientStream, RequestInput.Reader {
    private static final int NEVER = -1;
    private static final String SCHEME = "http";

    private final Loop loop;
    private final Entrance entrance;
    private final Channel channel;
    private final RequestInput input;
    private final Outgoing out;
    private final AnswerWriter answer;

    private @Nullable ForwardedHeaders forwarded;
    private @Nullable Exchange exchange;
    /// Whom a load balancer in front has named; null where there is none.
    private @Nullable InetSocketAddress client;
    private @Nullable String local;
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
        this.channel = context.channel();
        this.input = new RequestInput(loop, channel, this);
        this.out = new Outgoing(loop, context);
        this.answer = new AnswerWriter(loop, out);
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
        if (exchange != null && out.isWritable()) exchange.clientReady();
    }

    @Override
    public RequestHead head() {
        return input.head();
    }

    @Override
    public ForwardedHeaders forwarded() {
        ForwardedHeaders known = forwarded;
        if (known == null) {
            InetSocketAddress from = client == null ? (InetSocketAddress) channel.remoteAddress() : client;
            known = new ForwardedHeaders(entrance.peer(from, SCHEME));
            forwarded = known;
        }
        return known;
    }

    @Override
    public Traffic traffic() {
        return traffic;
    }

    @Override
    public void moved() {
        lastMoved = loop.now();
    }

    /// Whether the answer under way, or the next one, is the last on this connection.
    boolean closing() {
        return closing || entrance.draining() || loop.draining() || (loop.sendsOff() && loop.sendsOff(local()));
    }

    @Override
    public void head(RequestHead head) {
        if (asked == 0) recognize();
        asked++;
        moved();
        Refusal refusal = RequestScreen.screen(head, SCHEME);
        if (refusal != null) {
            refuse(refusal, head);
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
    }

    @Override
    public void badHead(RequestHead head) {
        refuse(head.refusal(), null);
    }

    private void refuse(Refusal refusal, @Nullable RequestHead head) {
        traffic.requestRefused();
        Rejection rejection = Rejection.of(refusal);
        answer.own(page(rejection), head, true);
        Edge edge = loop.edge();
        if (edge != null) edge.refused(rejection, forwarded().peer());
        finish(true);
    }

    private OwnAnswer page(Rejection rejection) {
        Edge edge = loop.edge();
        return edge == null ? OwnAnswer.of(rejection) : edge.page(rejection, null);
    }

    /// A load balancer in front has said whose connection it passes on.
    void comesFrom(InetSocketAddress source) {
        client = source;
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
        leave();
        if (answer.begun()) {
            close();
            return;
        }
        traffic.requestRejected();
        answer.own(page(Rejection.of(Refusal.BAD_CHUNK)), head(), true);
        finish(true);
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

    /// The answer is written. One that began before the clients were sent off has not said so: the next one
    /// does, or
    /// the quiet ends it.
    private void ended() {
        exchange = null;
        moved();
        if (answer.closes() || entrance.draining()) finish(input.isBodyUnread());
        else input.next();
    }

    /// Ends the connection once everything is sent.
    ///
    /// @param unread whether the client may still be sending
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

    /// Ends it at once; what is not sent is dropped.
    void close() {
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

    /// The address of this node that the client has connected to.
    String local() {
        String known = local;
        if (known == null) {
            known = Entrance.literal((InetSocketAddress) channel.localAddress());
            local = known;
        }
        return known;
    }

    /// Ends it if it asks nothing from one look to the next. A client that asks often is spared: its next
    /// request is on
    /// the way perhaps, and is answered as the last one.
    void closeIfQuiet() {
        if (exchange == null && asked == askedAtLook) close();
        askedAtLook = exchange == null ? asked : NEVER;
    }

    /// Ends it if nothing is asked just now.
    void closeIfIdle() {
        if (exchange == null && !closing) close();
    }

    void checkTimeouts() {
        boolean idle = loop.isPast(lastMoved, loop.settings().timeouts().idle());
        if (exchange == null ? idle : exchange.checkTimeouts(idle)) close();
    }
}
