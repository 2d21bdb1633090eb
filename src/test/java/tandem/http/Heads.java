package tandem.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Heads made of text, a character for each byte.
final class Heads {
    static final HeadLimits LIMITS = HeadLimits.DEFAULT;

    private Heads() {}

    static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    /// A GET of HTTP/1.1 with these fields.
    static String get(String... fields) {
        return "GET /x HTTP/1.1\r\n" + String.join("\r\n", fields) + "\r\n\r\n";
    }

    /// A whole request head that may still be screened.
    static RequestHead request(String text) {
        RequestHead head = new RequestHead();
        Head.Taken taken = head.take(bytes(text), LIMITS);
        if (taken != Head.Taken.WHOLE)
            throw new IllegalArgumentException(
                    taken == Head.Taken.MORE ? "not complete" : head.refusal().text());
        return head;
    }

    /// A request head that is clean.
    static RequestHead clean(String text) {
        RequestHead head = request(text);
        Refusal refusal = RequestScreen.screen(head, "http");
        if (refusal != null) throw new IllegalArgumentException(refusal.text());
        return head;
    }

    /// Why a request is refused, by its bytes or as a whole.
    static Optional<Refusal> refusal(String text) {
        RequestHead head = new RequestHead();
        return switch (head.take(bytes(text), LIMITS)) {
            case MORE -> throw new IllegalArgumentException("not complete");
            case REFUSED -> Optional.of(head.refusal());
            case WHOLE -> Optional.ofNullable(RequestScreen.screen(head, "http"));
        };
    }

    /// A whole answer head.
    static ResponseHead response(String text) {
        ResponseHead head = new ResponseHead();
        Head.Taken taken = head.take(bytes(text), LIMITS);
        if (taken != Head.Taken.WHOLE)
            throw new IllegalArgumentException(
                    taken == Head.Taken.MORE ? "not complete" : head.refusal().text());
        return head;
    }

    /// What a writer holds.
    static String text(HeadWriter writer) {
        ByteBuf out = Unpooled.buffer();
        writer.into(out);
        return out.toString(StandardCharsets.ISO_8859_1);
    }
}
