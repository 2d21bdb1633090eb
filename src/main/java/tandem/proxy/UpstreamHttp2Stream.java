package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception.HeaderListSizeException;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;
import tandem.http.Framing;
import tandem.http.Head;
import tandem.http.HeadLimits;
import tandem.http.Refusal;
import tandem.http.RequestHead;
import tandem.http.ResponseHead;
import tandem.http.ResponseScreen;
import tandem.http.Trailers;

/// One request to a backend as a stream of an HTTP/2 connection (RFC 9113 §8.1).
final class UpstreamHttp2Stream implements UpstreamStream {
    /// Shorter pieces are copied, since the buffer that they are in is used again; of longer ones a part
    /// is kept.
    private static final int COPIED_BYTES = 12 * 1024;

    private final UpstreamHttp2 connection;
    private final Loop loop;
    /// Whether the connection has answered before and was quiet: its end may have nothing to do with
    /// this request.
    private final boolean mayBeStale;
    /// Whether it is to be on a new connection, since another one has ended in the middle of it.
    private final boolean fresh;
    private @Nullable Listener listener;
    private @Nullable Http2Stream stream;
    private int id;
    private boolean toHead;
    private boolean requestEnded;
    private boolean answering;
    private boolean bodyWanted = true;
    private int unconsumed;
    private Framing framing = Framing.NONE;
    private long received;

    UpstreamHttp2Stream(UpstreamHttp2 connection, Listener listener, boolean fresh) {
        this.connection = connection;
        this.loop = connection.loop();
        this.listener = listener;
        this.mayBeStale = connection.hasAnswered() && connection.isIdle();
        this.fresh = fresh;
    }

    @Override
    public void send(RequestHead request, ForwardedHeaders forwarded, @Nullable HeadEdits edits) {
        toHead = request.method().equals("HEAD");
        Http2Headers headers = connection.headers(request, forwarded, edits);
        id = connection.nextStream();
        boolean ends = !request.framing().hasBody();
        requestEnded = ends;
        ChannelHandlerContext context = connection.context();
        var written = connection.encoder().writeHeaders(context, id, headers, 0, ends, context.newPromise());
        stream = connection.begun(id, this);
        connection.list();
        if (stream != null && !written.isDone()) return;
        // Told later: whoever sends is in the middle of it.
        if (stream == null || !written.isSuccess()) loop.eventLoop().execute(() -> notSent(written));
    }

    private void notSent(ChannelFuture written) {
        Throwable why = written.cause();
        if (why instanceof HeaderListSizeException) fail(Kind.FIELDS_TOO_LARGE, "its fields are more than it takes");
        else
            fail(
                    notLookedAt(),
                    "the request cannot be sent: " + (why == null ? "no stream" : FailureClassifier.line(why)));
        loop.flush();
    }

    /// That may happen to a connection that ends in good order. Where the next one does the same, the
    /// backend refuses.
    private Kind notLookedAt() {
        return fresh ? Kind.STREAM_REFUSED : Kind.GOING_AWAY;
    }

    @Override
    public void write(ByteBuf in, int length) {
        if (requestEnded || stream == null) {
            in.skipBytes(length);
            return;
        }
        data(
                length > COPIED_BYTES
                        ? in.readRetainedSlice(length)
                        : connection.context().alloc().buffer(length).writeBytes(in, length),
                false);
    }

    private void data(ByteBuf data, boolean ends) {
        ChannelHandlerContext context = connection.context();
        var _ = connection.encoder().writeData(context, id, data, 0, ends, context.newPromise());
        connection.list();
    }

    @Override
    public void end(@Nullable Trailers trailers) {
        if (requestEnded || stream == null) return;
        requestEnded = true;
        if (trailers == null || trailers.count() == 0) {
            data(Unpooled.EMPTY_BUFFER, true);
            return;
        }
        ChannelHandlerContext context = connection.context();
        var _ = connection
                .encoder()
                .writeHeaders(context, id, Http2Heads.trailers(trailers), 0, true, context.newPromise());
        connection.list();
    }

    @Override
    public boolean isWritable() {
        Http2Stream on = stream;
        return on != null
                && connection.channel().isWritable()
                && connection.encoder().flowController().isWritable(on);
    }

    void writabilityChanged() {
        if (listener != null && isWritable()) listener.ready();
    }

    @Override
    public boolean isUnacknowledged() {
        return Sockets.isSilent(connection.channel());
    }

    @Override
    public boolean isOpen() {
        return connection.channel().isActive();
    }

    @Override
    public void read(boolean wanted) {
        bodyWanted = wanted;
        consume();
    }

    private void consume() {
        int bytes = unconsumed;
        if (!bodyWanted || bytes == 0 || stream == null) return;
        unconsumed = 0;
        connection.consumed(stream, bytes);
    }

    @Override
    public void abandon() {
        listener = null;
        cancel();
    }

    private void cancel() {
        if (stream != null) connection.reset(id, Http2Error.CANCEL);
    }

    /// Fields have come: a head, or what is behind the body.
    void fields(Http2Headers headers, boolean ended) {
        Listener to = listener;
        if (to == null) return;
        if (answering) trailers(headers);
        else head(to, headers, ended);
    }

    private void head(Listener to, Http2Headers headers, boolean ended) {
        ResponseHead answer = loop.heads().takeResponse();
        ByteBuf text = connection.context().alloc().heapBuffer();
        try {
            String wrong = UpstreamHeads.answer(headers, ended, toHead, text);
            HeadLimits limits = loop.settings().limits().heads();
            if (wrong != null) fail(Kind.BAD_RESPONSE, wrong);
            else if (answer.take(text, limits) != Head.Taken.WHOLE)
                fail(Kind.BAD_RESPONSE, answer.refusal().text());
            else if (answer.isInterim() && ended) fail(Kind.BAD_RESPONSE, "an interim answer ends it");
            else if (!answer.isInterim()) answered(to, answer, ended);
            else if (!to.interim(answer)) fail(Kind.BAD_RESPONSE, TOO_MANY_INTERIM);
        } finally {
            text.release();
            loop.heads().giveBack(answer);
        }
    }

    private void answered(Listener to, ResponseHead answer, boolean ended) {
        Refusal refusal = ResponseScreen.screen(answer, toHead);
        if (refusal != null || (ended && answer.framing().length() > 0)) {
            fail(Kind.BAD_RESPONSE, refusal == null ? "its body is missing" : refusal.text());
            return;
        }
        answering = true;
        framing = answer.framing();
        connection.answered();
        to.answered(answer);
        if (ended) complete(null);
    }

    private void trailers(Http2Headers headers) {
        ByteBuf text = connection.context().alloc().heapBuffer();
        try {
            Trailers trailers = new Trailers();
            HeadLimits limits = loop.settings().limits().heads();
            String wrong = Http2Heads.trailers(headers, text);
            if (wrong == null && trailers.take(text, limits) != Head.Taken.WHOLE)
                wrong = trailers.refusal().text();
            if (wrong != null) fail(Kind.BAD_RESPONSE, wrong);
            else complete(trailers);
        } finally {
            text.release();
        }
    }

    /// More of the body has come.
    ///
    /// @param padding that came with it
    void data(ByteBuf data, int padding, boolean ended) {
        int length = data.readableBytes();
        unconsumed += length + padding;
        received += length;
        boolean tooMuch = framing.kind() != Framing.Kind.CHUNKED && received > framing.length();
        if (tooMuch && listener != null) fail(Kind.BAD_RESPONSE, "the body is longer than its head says");
        if (listener != null && length > 0) listener.received(data, length);
        consume();
        if (ended) complete(null);
    }

    private void complete(@Nullable Trailers trailers) {
        Listener to = listener;
        if (to == null) return;
        if (framing.kind() == Framing.Kind.LENGTH && received < framing.length()) {
            fail(Kind.TRUNCATED_RESPONSE, "the body is shorter than its head says");
            return;
        }
        listener = null;
        // What is left of the request is not wanted (RFC 9113 §8.1).
        if (!requestEnded) cancel();
        to.ended(trailers);
    }

    private void fail(Kind kind, String detail) {
        Listener to = listener;
        listener = null;
        if (to == null) return;
        if (kind == Kind.BAD_RESPONSE) connection.distrust();
        cancel();
        to.failed(new Failure(kind, detail));
    }

    /// The backend has broken the rules of HTTP/2.
    void broken(String how) {
        fail(Kind.BAD_RESPONSE, how);
    }

    /// The backend has ended it.
    void reset(long code) {
        // It is answered by nothing (RFC 9113 §5.4.2).
        stream = null;
        Http2Error error = Http2Error.valueOf(code);
        String how = "it reset the stream (" + (error == null ? "code " + code : error.name()) + ")";
        if (answering) fail(Kind.TRUNCATED_RESPONSE, how);
        // It says that it has done nothing with the request (RFC 9113 §8.7).
        else if (error == Http2Error.REFUSED_STREAM) fail(Kind.STREAM_REFUSED, how);
        else fail(Kind.CLOSED_BEFORE_RESPONSE, how);
    }

    /// The stream is over, whoever has ended it.
    ///
    /// @param end how that of the connection has come about
    void closed(ConnectionEnd end) {
        stream = null;
        Kind kind = switch (end) {
            case REFUSED -> notLookedAt();
            case SILENT -> answering ? Kind.TRUNCATED_RESPONSE : Kind.PACKETS_LOST;
            case CLOSED -> {
                if (answering) yield Kind.TRUNCATED_RESPONSE;
                yield mayBeStale ? Kind.KEPT_CONNECTION_CLOSED : Kind.CLOSED_BEFORE_RESPONSE;
            }
        };
        fail(kind, end.text());
    }
}
