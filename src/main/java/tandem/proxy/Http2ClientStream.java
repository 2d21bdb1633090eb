package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.http.Framing;
import tandem.http.Head;
import tandem.http.Refusal;
import tandem.http.RequestHead;
import tandem.http.RequestScreen;
import tandem.http.ResponseHead;
import tandem.http.Trailers;

/// One request of an HTTP/2 client and the way back for its answer: a stream (RFC 9113 §8.1).
final class Http2ClientStream implements ClientStream {
    private static final long UNKNOWN = -1;

    private final Http2Connection connection;
    private final Http2Stream stream;
    private final Loop loop;
    private final RequestHead head;
    private @Nullable Exchange exchange;
    private long lastMoved;
    private long left = UNKNOWN;
    private int unconsumed;
    private boolean toHead;
    private boolean bodyWanted = true;
    private boolean requestEnded;
    private boolean answerEnded;

    Http2ClientStream(Http2Connection connection, Http2Stream stream) {
        this.connection = connection;
        this.stream = stream;
        this.loop = connection.loop();
        this.head = loop.heads().takeRequest();
        this.lastMoved = loop.now();
    }

    /// The head has come.
    ///
    /// @throws Http2Exception for what is malformed (RFC 9113 §8.1.1)
    void begin(Http2Headers headers, boolean ended) throws Http2Exception {
        requestEnded = ended;
        toHead = headers.method() != null && headers.method().toString().equals("HEAD");
        Refusal refusal = screen(headers, ended);
        if (refusal != null) {
            answer(loop.page(Rejection.of(refusal)), true);
            connection.refused(refusal);
            return;
        }
        Exchange begun = new Exchange(loop, this);
        exchange = begun;
        begun.start();
        if (ended && head.framing().hasBody() && exchange != null) exchange.receivedAll(null);
    }

    private @Nullable Refusal screen(Http2Headers headers, boolean ended) throws Http2Exception {
        ByteBuf text = connection.context().alloc().heapBuffer();
        try {
            String wrong = Http2Heads.request(headers, ended, text);
            if (wrong != null) {
                connection.refused(Refusal.NOT_HTTP);
                throw malformed(wrong);
            }
            return switch (head.take(text, loop.settings().limits().heads())) {
                case WHOLE ->
                    text.isReadable()
                            ? Refusal.NOT_HTTP
                            : RequestScreen.screen(head, connection.listener().scheme());
                case REFUSED -> head.refusal();
                case MORE -> Refusal.HEAD_TOO_LARGE;
            };
        } finally {
            text.release();
        }
    }

    private Http2Exception malformed(String why) {
        return Http2Exception.streamError(stream.id(), Http2Error.PROTOCOL_ERROR, why);
    }

    void data(ByteBuf data, int padding, boolean ended) {
        moved();
        int length = data.readableBytes();
        unconsumed += length + padding;
        Exchange to = exchange;
        if (to != null && length > 0) to.received(data, length);
        consume();
        if (!ended) return;
        requestEnded = true;
        if (exchange != null) exchange.receivedAll(null);
    }

    /// The fields behind the body, which end the request.
    void trailers(Http2Headers headers) throws Http2Exception {
        requestEnded = true;
        ByteBuf text = connection.context().alloc().heapBuffer();
        try {
            String wrong = Http2Heads.trailers(headers, text);
            if (wrong != null) throw malformed(wrong);
            Trailers trailers = new Trailers();
            if (trailers.take(text, loop.settings().limits().heads()) != Head.Taken.WHOLE) throw malformed("trailers");
            if (exchange != null) exchange.receivedAll(trailers);
        } finally {
            text.release();
        }
    }

    private void consume() {
        int bytes = unconsumed;
        if (!bodyWanted || bytes == 0) return;
        unconsumed = 0;
        connection.consumed(stream, bytes);
    }

    @Override
    public void readBody(boolean wanted) {
        bodyWanted = wanted;
        consume();
    }

    @Override
    public RequestHead head() {
        return head;
    }

    @Override
    public boolean isHttp2() {
        return true;
    }

    @Override
    public @Nullable OwnAnswer redirect() {
        ListenerSettings listener = connection.listener();
        return listener.redirect().isEmpty() ? null : listener.redirect(head, connection.local());
    }

    @Override
    public ForwardedHeaders forwarded() {
        return connection.forwarded();
    }

    @Override
    public String local() {
        return connection.local();
    }

    @Override
    public Traffic traffic() {
        return loop.traffic();
    }

    @Override
    public void moved() {
        lastMoved = loop.now();
        connection.moved();
    }

    @Override
    public boolean isWritable() {
        return connection.context().channel().isWritable()
                && connection.encoder().flowController().isWritable(stream);
    }

    void writabilityChanged() {
        if (exchange != null && isWritable()) exchange.clientReady();
    }

    @Override
    public void interim(ResponseHead answer) {
        headers(Http2Heads.answer(answer, null, Map.of()), false);
    }

    @Override
    public void begin(ResponseHead answer, @Nullable HeadEdits edits, boolean last) {
        boolean ends = answer.framing().kind() == Framing.Kind.NONE;
        if (answer.framing().kind() == Framing.Kind.LENGTH && (edits == null || !edits.recoded())) {
            left = answer.framing().length();
            ends = left == 0;
        }
        headers(Http2Heads.answer(answer, edits, connection.entrance().ownFields()), ends);
    }

    private void headers(Http2Headers headers, boolean ends) {
        answerEnded |= ends;
        ChannelHandlerContext context = connection.context();
        ChannelFuture written =
                connection.encoder().writeHeaders(context, stream.id(), headers, 0, ends, context.newPromise());
        if (ends) stopRequestAfter(written);
        connection.list();
    }

    /// Never asked for: a request of HTTP/2 has no `Upgrade`.
    @Override
    public void switchProtocols(ResponseHead answer) {
        throw new IllegalStateException("HTTP/2 does not switch protocols");
    }

    @Override
    public void write(ByteBuf in, int length) {
        ByteBuf data = length > Outgoing.COPIED_BYTES
                ? in.readRetainedSlice(length)
                : connection.context().alloc().buffer(length).writeBytes(in, length);
        boolean ends = false;
        if (left != UNKNOWN) {
            left -= length;
            ends = left == 0;
        }
        data(data, ends);
    }

    private void data(ByteBuf data, boolean ends) {
        answerEnded |= ends;
        ChannelHandlerContext context = connection.context();
        ChannelFuture written =
                connection.encoder().writeData(context, stream.id(), data, 0, ends, context.newPromise());
        if (ends) stopRequestAfter(written);
        connection.list();
    }

    @Override
    public void endHalf() {
        throw new IllegalStateException("HTTP/2 does not switch protocols");
    }

    @Override
    public void end(@Nullable Trailers trailers) {
        exchange = null;
        if (!answerEnded && trailers != null && trailers.count() > 0) headers(Http2Heads.trailers(trailers), true);
        else if (!answerEnded) data(Unpooled.EMPTY_BUFFER, true);
        loop.answered(this);
    }

    /// An answer that is complete before its request: the rest is not wanted (RFC 9113 §8.1). To say so sooner
    /// would drop what of the answer waits for the client to take it.
    private void stopRequestAfter(ChannelFuture last) {
        if (requestEnded) return;
        var _ = last.addListener(written -> {
            if (!written.isSuccess() || requestEnded) return;
            reset(Http2Error.NO_ERROR);
            loop.flush();
        });
    }

    private void reset(Http2Error why) {
        connection.reset(stream.id(), why);
    }

    @Override
    public void answer(OwnAnswer own, boolean last) {
        exchange = null;
        boolean bare = toHead || !own.hasBody();
        headers(Http2Heads.own(own, connection.entrance().ownFields()), bare);
        if (!bare) data(Unpooled.wrappedBuffer(own.body()), true);
        loop.answered(this);
    }

    @Override
    public void begin(OwnAnswer own, boolean last) {
        left = own.length();
        headers(Http2Heads.own(own, connection.entrance().ownFields()), toHead || !own.hasBody() || left == 0);
    }

    @Override
    public void cutOff() {
        exchange = null;
        reset(Http2Error.INTERNAL_ERROR);
    }

    /// What follows its head is malformed (RFC 9113 §8.1.1): it is about to be reset.
    void broken(Rejection why) {
        Exchange underWay = exchange;
        if (underWay == null) return;
        traffic().requestRejected(why);
        Handling handling = underWay.handling();
        if (handling != null) handling.broken(why);
    }

    /// The stream is over, whoever has ended it.
    void closed() {
        Exchange underWay = exchange;
        exchange = null;
        if (underWay != null) underWay.clientGone();
        loop.heads().giveBack(head);
    }

    /// Answers whether only its client could go on with it, and has not for too long.
    boolean checkTimeouts() {
        boolean over = exchange == null ? loop.isIdle(lastMoved) : exchange.checkTimeouts(lastMoved);
        if (over) reset(Http2Error.CANCEL);
        return over;
    }
}
