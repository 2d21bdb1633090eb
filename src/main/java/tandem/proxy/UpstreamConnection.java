package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;
import tandem.http.BodyDecoder;
import tandem.http.FieldName;
import tandem.http.Framing;
import tandem.http.HopByHop;
import tandem.http.Refusal;
import tandem.http.RequestHead;
import tandem.http.ResponseHead;
import tandem.http.ResponseScreen;
import tandem.http.Trailers;

/// An HTTP/1.1 connection to a backend: one request at a time, kept for the next as long as both sides agree
/// where the last answer ended.
final class UpstreamConnection extends KeptConnection implements UpstreamStream {
    private static final int SWITCHING = 101;

    private final Loop loop;
    private final UpstreamPool pool;
    private final BodyDecoder body;

    private @Nullable Listener listener;
    private @Nullable ResponseHead head;
    private Framing.Kind sends = Framing.Kind.NONE;
    private boolean toHead;
    /// Protocols that the backend may switch to.
    private List<String> upgrades = List.of();
    private boolean sent;
    private boolean requestEnded;
    private boolean inputEnded;
    private boolean answering;
    /// Whether it has served a request before, and nothing of an answer to this one has come.
    private boolean mayBeStale;
    private boolean served;
    private boolean switched;
    private boolean reusable;
    /// Whether its end is not that of what the backend has to say. With TLS that is so until the backend says
    /// that it has no more to say: anybody could end the connection (RFC 8446 §6.1).
    private boolean broken;

    /// @param owner the only client that it may serve; null for all
    UpstreamConnection(Loop loop, UpstreamPool pool, ForwardedHeaders.@Nullable Peer owner) {
        super(loop, owner);
        this.loop = loop;
        this.pool = pool;
        this.body = new BodyDecoder(loop.settings().limits().heads());
        this.broken = pool.isSecure();
    }

    /// Takes the connection for one request.
    UpstreamConnection begin(Listener by) {
        listener = by;
        return this;
    }

    @Override
    public void send(RequestHead request, ForwardedHeaders forwarded, @Nullable HeadEdits edits) {
        sends = request.framing().kind();
        toHead = request.method().equals("HEAD");
        upgrades = request.upgrades() ? HopByHop.tokens(request, FieldName.UPGRADE) : List.of();
        sent = false;
        answering = false;
        mayBeStale = served;
        MessageWriter.request(request, forwarded, pool.target().backend().address(), edits, loop.writer());
        out().head(loop.writer(), 0);
    }

    @Override
    public void write(ByteBuf in, int length) {
        if (sends == Framing.Kind.CHUNKED) out().chunk(in, length);
        else out().piece(in, length);
    }

    @Override
    public void end(@Nullable Trailers trailers) {
        sent = true;
        if (switched) {
            requestEnded = true;
            if (inputEnded) out().flushAndThen(ChannelFutureListener.CLOSE);
            else out().flushAndThen(written -> Sockets.shutdownOutput(written.channel()));
        } else if (sends == Framing.Kind.CHUNKED) {
            MessageWriter.lastChunk(trailers, loop.writer());
            out().head(loop.writer(), 0);
        }
    }

    @Override
    public boolean isWritable() {
        return out().isWritable();
    }

    @Override
    public boolean isUnacknowledged() {
        return Sockets.unacknowledged(channel());
    }

    @Override
    public boolean isOpen() {
        return channel().isActive();
    }

    @Override
    public void read(boolean wanted) {
        channel().config().setAutoRead(wanted);
    }

    @Override
    public void abandon() {
        listener = null;
        close();
    }

    @Override
    public void channelRead(ChannelHandlerContext reading, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            // Nothing may come on a connection that nothing was asked on.
            if (listener == null) close();
            while (listener != null && in.isReadable()) {
                if (answering) readBody(listener, in);
                else readHead(listener, in);
            }
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext reading) {
        loop.flush();
    }

    private void readHead(Listener to, ByteBuf in) {
        mayBeStale = false;
        ResponseHead answer = head;
        if (answer == null) {
            answer = loop.heads().takeResponse();
            head = answer;
        }
        switch (answer.take(in, loop.settings().limits().heads())) {
            case MORE -> {}
            case REFUSED -> fail(Kind.BAD_RESPONSE, answer.refusal().text());
            case WHOLE -> {
                if (answer.isInterim()) interim(to, answer);
                else answered(to, answer, in);
                dropHead();
            }
        }
    }

    private void dropHead() {
        ResponseHead done = head;
        head = null;
        if (done != null) loop.heads().giveBack(done);
    }

    private void interim(Listener to, ResponseHead answer) {
        if (answer.status() != SWITCHING) {
            if (!to.interim(answer)) fail(Kind.BAD_RESPONSE, TOO_MANY_INTERIM);
            return;
        }
        Refusal refusal = ResponseScreen.screenSwitch(answer, upgrades);
        if (refusal != null) {
            fail(Kind.BAD_RESPONSE, refusal.text());
        } else {
            switched = true;
            answering = true;
            reusable = false;
            sends = Framing.Kind.UNTIL_CLOSE;
            body.begin(Framing.UNTIL_CLOSE);
            channel().config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            to.switched(answer);
        }
    }

    private void answered(Listener to, ResponseHead answer, ByteBuf in) {
        Refusal refusal = ResponseScreen.screen(answer, toHead);
        if (refusal != null) {
            fail(Kind.BAD_RESPONSE, refusal.text());
            return;
        }
        answering = true;
        reusable = answer.framing().kind() != Framing.Kind.UNTIL_CLOSE && HopByHop.persists(answer, answer.isOld());
        body.begin(answer.framing());
        to.answered(answer);
        if (!answer.framing().hasBody() && listener != null) complete(to, in);
    }

    private void readBody(Listener to, ByteBuf in) {
        int next = body.next(in);
        if (next > 0) {
            to.received(in, next);
            // So that the last bytes and the end of the answer are one write.
            if (listener != null && !in.isReadable()) next = body.next(in);
        }
        if (next == BodyDecoder.END) complete(to, in);
        else if (next == BodyDecoder.MALFORMED) fail(Kind.BAD_RESPONSE, Refusal.BAD_CHUNK.text());
    }

    private void complete(Listener to, ByteBuf in) {
        listener = null;
        served = true;
        Trailers trailers = body.trailers();
        // The client may still have to take the end of this answer; whoever is next must not wait for that.
        if (!channel().config().isAutoRead()) read(true);
        // What was not sent of the request can no longer be sent in order; and what comes behind an answer is none.
        if (reusable && sent && !in.isReadable()) pool.release(this);
        else close();
        to.ended(trailers);
    }

    private void fail(Kind kind, String detail) {
        Listener to = listener;
        listener = null;
        close();
        if (to != null) to.failed(new Failure(kind, detail));
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext changed) {
        Listener to = listener;
        if (to != null && out().isWritable()) {
            to.ready();
            loop.flush();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext on, Object event) {
        Listener to = listener;
        if (event instanceof SslCloseCompletionEvent end) {
            if (end.isSuccess()) broken = false;
            if (!switched) close();
        } else if (!(event instanceof ChannelInputShutdownEvent)) return;
        if (!switched || to == null || inputEnded) return;
        inputEnded = true;
        to.ended(null);
        if (requestEnded) out().flushAndThen(ChannelFutureListener.CLOSE);
        loop.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext in, Throwable cause) {
        broken = true;
        close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) {
        Listener to = listener;
        listener = null;
        out().discard();
        pool.closed(this, to == null);
        if (to != null) ended(to);
        dropHead();
        loop.flush();
    }

    private void ended(Listener to) {
        if (switched) to.ended(null);
        else if (mayBeStale) to.failed(new Failure(Kind.KEPT_CONNECTION_CLOSED, "it closed a kept connection"));
        else if (!answering) to.failed(new Failure(Kind.CLOSED_BEFORE_RESPONSE, "it closed the connection"));
        else if (body.endsWithConnection() && !broken) to.ended(null);
        else to.failed(new Failure(Kind.TRUNCATED_RESPONSE, "it closed the connection within the answer"));
    }
}
