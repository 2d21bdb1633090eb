package tandem.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Lets only such requests through as every HTTP implementation understands in the same way.
///
/// What is wrong with single bytes is found by [RequestHead] already; here is what is wrong with the whole.
public final class RequestScreen {
    private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);
    private static final long BODY_KEYS = FieldName.bits(FieldName.SEC_WEBSOCKET_KEY1, FieldName.SEC_WEBSOCKET_KEY2);

    private RequestScreen() {}

    /// Looks at a whole head, and writes down in it how the body is framed and, for a target in absolute form, what it
    /// comes to.
    ///
    /// @param scheme of the connection, `http` or `https`
    /// @return null when it may be passed on
    public static @Nullable Refusal screen(RequestHead head, String scheme) {
        if (head.hasAny(BODY_KEYS) && head.has(FieldName.SEC_WEBSOCKET_KEY1) && head.has(FieldName.SEC_WEBSOCKET_KEY2))
            return Refusal.HIDDEN_BODY;
        Refusal refusal = framing(head);
        if (refusal == null) refusal = host(head);
        if (refusal == null) refusal = target(head, scheme);
        return refusal;
    }

    private static @Nullable Refusal framing(RequestHead head) {
        boolean coded = head.has(FieldName.TRANSFER_ENCODING);
        boolean measured = head.has(FieldName.CONTENT_LENGTH);
        if (coded && measured) return Refusal.TWO_FRAMINGS;
        if (coded) {
            if (head.isOld()) return Refusal.OLD_TRANSFER_ENCODING;
            if (head.isRepeated(FieldName.TRANSFER_ENCODING)) return Refusal.SEVERAL_TRANSFER_ENCODINGS;
            if (!isChunked(head)) return coding(head.value(head.indexOf(FieldName.TRANSFER_ENCODING, 0)));
            head.framed(Framing.CHUNKED);
        } else if (measured) {
            if (head.isRepeated(FieldName.CONTENT_LENGTH)) return Refusal.SEVERAL_LENGTHS;
            long length = lengthOf(head);
            if (length < 0) return Refusal.BAD_LENGTH;
            head.framed(Framing.ofLength(length));
        }
        return null;
    }

    /// A coding before chunked is one that we do not know (501); without chunked at the end, nobody knows where the
    /// body ends (400).
    private static Refusal coding(String value) {
        String[] codings = value.split(",", -1);
        boolean endsChunked = codings[codings.length - 1].strip().equalsIgnoreCase("chunked");
        boolean once = java.util.Arrays.stream(codings)
                        .filter(coding -> coding.strip().equalsIgnoreCase("chunked"))
                        .count()
                == 1;
        return endsChunked && once ? Refusal.UNKNOWN_CODING : Refusal.TRANSFER_CODING;
    }

    /// Whether the only Transfer-Encoding is exactly `chunked`.
    static boolean isChunked(Head head) {
        int at = head.indexOf(FieldName.TRANSFER_ENCODING, 0);
        int from = head.valueFrom(at);
        int to = head.valueTo(at);
        // Only of token characters may be asked what they spell.
        return Octets.skip(head.bytes(), from, to, Octets.TOKEN) == to
                && Octets.spells(head.bytes(), from, to, CHUNKED);
    }

    /// What the only Content-Length says, -1 when that is not a number.
    static long lengthOf(Head head) {
        int at = head.indexOf(FieldName.CONTENT_LENGTH, 0);
        return Framing.parseLength(head.bytes(), head.valueFrom(at), head.valueTo(at));
    }

    private static @Nullable Refusal host(RequestHead head) {
        int at = head.indexOf(FieldName.HOST, 0);
        if (at < 0) return head.isOld() ? null : Refusal.NO_HOST;
        if (head.isRepeated(FieldName.HOST)) return Refusal.SEVERAL_HOSTS;
        return Authority.isValid(head.bytes(), head.valueFrom(at), head.valueTo(at)) ? null : Refusal.BAD_HOST;
    }

    private static @Nullable Refusal target(RequestHead head, String scheme) {
        if (head.method().equals("CONNECT")) return Refusal.CONNECT;
        byte first = head.bytes()[head.targetFrom()];
        if (first == '/') return null;
        if (first == '*' && head.targetTo() - head.targetFrom() == 1)
            return head.method().equals("OPTIONS") ? null : Refusal.BAD_TARGET;
        return absolute(head, scheme + "://");
    }

    /// A target in absolute form goes on in origin form, and its authority replaces the Host field (RFC 9112 §3.2.2).
    private static @Nullable Refusal absolute(RequestHead head, String prefix) {
        String uri = head.text(head.targetFrom(), head.targetTo());
        if (!uri.regionMatches(true, 0, prefix, 0, prefix.length()))
            return uri.regionMatches(true, 0, "http://", 0, 7) || uri.regionMatches(true, 0, "https://", 0, 8)
                    ? Refusal.FOREIGN_SCHEME
                    : Refusal.BAD_TARGET;
        int end = prefix.length();
        while (end < uri.length() && uri.charAt(end) != '/' && uri.charAt(end) != '?') end++;
        int from = head.targetFrom();
        if (!Authority.isValid(head.bytes(), from + prefix.length(), from + end)) return Refusal.BAD_TARGET;
        String rest = uri.substring(end);
        if (rest.isEmpty()) rest = head.method().equals("OPTIONS") ? "*" : "/";
        else if (rest.charAt(0) == '?') rest = "/" + rest;
        head.replaced(rest, uri.substring(prefix.length(), end));
        return null;
    }
}
