package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.http.BodyDecoder;
import tandem.http.Framing;
import tandem.http.RequestHead;
import tandem.http.Trailers;

/// What an HTTP/1 client sends, taken apart: head, body, head, body.
///
/// What is pipelined behind a request is kept until the request is answered, and nothing more is read
/// meanwhile.
final class RequestInput {
    private final Loop loop;
    private final Channel channel;
    private final Reader reader;

    private Stage stage = Stage.HEAD;
    private @Nullable RequestHead head;
    private long headSince;
    private @Nullable BodyDecoder body;
    private @Nullable ByteBuf held;
    private boolean reading;
    private boolean bodyWanted = true;

    /// Who is told.
    interface Reader {

        /// A head is complete; [#began] has to be called unless the request is refused.
        void head(RequestHead head);

        /// The next bytes of the body; exactly these have to be read.
        void body(ByteBuf in, int length);

        /// The body is complete.
        void bodyEnd(@Nullable Trailers trailers);

        /// The head could not be read.
        void badHead(RequestHead head);

        /// The body could not be read, and neither is anything behind it.
        void badBody();
    }

    private enum Stage {
        HEAD,
        BODY,
        /// The request is read, and its answer is not complete.
        ANSWER,
        /// The answer is complete, and the client has not taken what it has been answered.
        FULL,
        /// Whatever comes is dropped.
        END
    }

    RequestInput(Loop loop, Channel channel, Reader reader) {
        this.loop = loop;
        this.channel = channel;
        this.reader = reader;
    }

    /// The head of the request under way.
    RequestHead head() {
        return Objects.requireNonNull(head);
    }

    /// Reads what a socket had.
    void read(ByteBuf in) {
        if (held != null) hold(in);
        else read(in, false);
    }

    /// @param kept whether these are the bytes that are held already
    private void read(ByteBuf in, boolean kept) {
        boolean nested = reading;
        reading = true;
        while (in.isReadable()) {
            switch (stage) {
                case HEAD -> readHead(in);
                case BODY -> readBody(in);
                case ANSWER, FULL -> {
                    if (!kept) hold(in);
                    reading = nested;
                    return;
                }
                case END -> in.skipBytes(in.readableBytes());
            }
        }
        reading = nested;
    }

    private void readHead(ByteBuf in) {
        RequestHead next = head;
        if (next == null) {
            next = loop.heads().takeRequest();
            head = next;
            headSince = loop.now();
        }
        switch (next.take(in, loop.settings().limits().heads())) {
            case MORE -> {}
            case REFUSED -> reader.badHead(next);
            case WHOLE -> reader.head(next);
        }
    }

    /// Whether a head has begun and is not complete.
    boolean isWithinHead() {
        return stage == Stage.HEAD && head != null;
    }

    /// When it has begun, by the loop's clock.
    long headSince() {
        return headSince;
    }

    /// The request is accepted.
    void began(Framing framing) {
        if (!framing.hasBody()) {
            stage = Stage.ANSWER;
            return;
        }
        stage = Stage.BODY;
        body().begin(framing);
    }

    private BodyDecoder body() {
        BodyDecoder decoder = body;
        if (decoder == null) {
            decoder = new BodyDecoder(loop.settings().limits().heads());
            body = decoder;
        }
        return decoder;
    }

    private void readBody(ByteBuf in) {
        BodyDecoder decoder = body();
        int next = decoder.next(in);
        if (next > 0) {
            reader.body(in, next);
            if (stage != Stage.BODY || in.isReadable()) return;
            next = decoder.next(in);
        }
        if (next == BodyDecoder.END) {
            stage = Stage.ANSWER;
            wanted(true);
            reader.bodyEnd(decoder.trailers());
        } else if (next == BodyDecoder.MALFORMED) {
            reader.badBody();
            stage = Stage.END;
        }
    }

    /// Whether the client has not sent all of the request under way.
    boolean isBodyUnread() {
        return stage == Stage.BODY;
    }

    /// From now on everything is one body, in whatever protocol.
    void switchProtocols() {
        stage = Stage.BODY;
        body().begin(Framing.UNTIL_CLOSE);
        resume();
    }

    /// The request is answered; the next one may come. A client that asks on and on and reads no answer has to
    /// wait, or all of them would have to be kept.
    ///
    /// @param taken whether the client takes its answers; if not, [#ready] is to be called once it does
    void next(boolean taken) {
        dropHead();
        stage = taken ? Stage.HEAD : Stage.FULL;
        if (taken) resume();
    }

    /// The client takes its answers. Answers whether the next request has waited for that.
    boolean ready() {
        if (stage != Stage.FULL) return false;
        stage = Stage.HEAD;
        resume();
        return true;
    }

    /// Nothing is read any more.
    void end() {
        stage = Stage.END;
        resume();
    }

    /// Reads what was held, unless that is being done.
    private void resume() {
        ByteBuf rest = held;
        if (rest == null || reading) return;
        read(rest, true);
        if (rest.isReadable()) return;
        held = null;
        rest.release();
        updateRead();
    }

    private void hold(ByteBuf in) {
        ByteBuf kept = held;
        if (kept == null) {
            kept = channel.alloc().heapBuffer(in.readableBytes());
            held = kept;
        }
        kept.writeBytes(in);
        updateRead();
    }

    /// Whether more of the body is wanted.
    void wanted(boolean more) {
        bodyWanted = more;
        updateRead();
    }

    private void updateRead() {
        channel.config().setAutoRead(bodyWanted && held == null);
    }

    /// Lets go of everything, since the connection is closed.
    void release() {
        stage = Stage.END;
        ByteBuf rest = held;
        if (rest != null && !reading) {
            held = null;
            rest.release();
        }
        dropHead();
    }

    private void dropHead() {
        RequestHead done = head;
        head = null;
        if (done != null) loop.heads().giveBack(done);
    }
}
