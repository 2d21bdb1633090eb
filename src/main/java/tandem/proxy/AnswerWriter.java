package tandem.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import tandem.http.Framing;
import tandem.http.RequestHead;
import tandem.http.ResponseHead;
import tandem.http.Trailers;
import tandem.proxy.MessageWriter.Persistence;

/// Writes one answer after another to an HTTP/1 client, framed for its version, whatever it was to the
/// backend's.
final class AnswerWriter {
    private final Loop loop;
    private final Outgoing out;
    private final byte[] own;
    private Framing.Kind framing = Framing.Kind.NONE;
    private boolean begun;
    private boolean closes;

    /// @param own whole lines that each answer gets
    AnswerWriter(Loop loop, Outgoing out, byte[] own) {
        this.loop = loop;
        this.out = out;
        this.own = own;
    }

    /// A request has come, to which the next answer belongs.
    void next() {
        begun = false;
        closes = false;
        framing = Framing.Kind.NONE;
    }

    /// Whether the client's connection must end after it.
    boolean closes() {
        return closes;
    }

    /// Whether only the end of the connection tells the client where the answer ends.
    boolean endsWithConnection() {
        return framing == Framing.Kind.UNTIL_CLOSE;
    }

    /// An HTTP/1.0 client does not know of answers before the final one (RFC 9110 §15.2).
    void interim(ResponseHead answer, RequestHead to) {
        if (begun || to.isOld()) return;
        MessageWriter.interim(answer, loop.writer());
        out.head(loop.writer(), 0);
    }

    /// @param edits null where nothing but the usual is changed
    void begin(ResponseHead answer, RequestHead to, @Nullable HeadEdits edits, boolean last) {
        Framing framed = switch (answer.framing().kind()) {
            case NONE -> Framing.NONE;
            case LENGTH -> edits != null && edits.recoded() ? Framing.CHUNKED : answer.framing();
            case CHUNKED, UNTIL_CLOSE -> to.isOld() ? Framing.UNTIL_CLOSE : Framing.CHUNKED;
        };
        begun = true;
        framing = framed.kind();
        closes = last || endsWithConnection();
        MessageWriter.answer(
                answer, framed, edits, new MessageWriter.Ours(persistence(to.isOld()), own), loop.writer());
        out.head(loop.writer(), expected(framed));
    }

    private static int expected(Framing framed) {
        return switch (framed.kind()) {
            case NONE -> 0;
            case LENGTH -> (int) Math.min(framed.length(), Integer.MAX_VALUE);
            case CHUNKED, UNTIL_CLOSE -> 1024;
        };
    }

    private Persistence persistence(boolean old) {
        if (closes) return Persistence.CLOSE;
        return old ? Persistence.OPEN_OLD : Persistence.OPEN;
    }

    void switchProtocols(ResponseHead answer) {
        begun = true;
        closes = true;
        framing = Framing.Kind.UNTIL_CLOSE;
        MessageWriter.switched(answer, loop.writer());
        out.head(loop.writer(), 0);
    }

    void write(ByteBuf in, int length) {
        if (framing == Framing.Kind.CHUNKED) out.chunk(in, length);
        else out.piece(in, length);
    }

    void end(@Nullable Trailers trailers) {
        if (framing != Framing.Kind.CHUNKED) return;
        MessageWriter.lastChunk(trailers, loop.writer());
        out.head(loop.writer(), 0);
    }

    /// Answers in the proxy's own name.
    ///
    /// @param to null for a request that nobody could read
    void own(OwnAnswer answer, @Nullable RequestHead to, boolean last) {
        begun = true;
        closes = last;
        boolean old = to != null && to.isOld();
        byte[] body = answer.body();
        MessageWriter.own(answer, new MessageWriter.Ours(persistence(old), own), loop.writer());
        out.head(loop.writer(), body.length);
        if (answer.hasBody() && (to == null || !to.method().equals("HEAD")))
            out.piece(Unpooled.wrappedBuffer(body), body.length);
    }

    /// Begins an answer in the proxy's own name whose body is written behind it.
    void ownBegins(OwnAnswer answer, RequestHead to, boolean last) {
        own(answer, to, last);
        if (answer.hasBody() && !to.method().equals("HEAD"))
            framing = MessageWriter.framing(answer).kind();
    }
}
