package tandem.http;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The head of a request (RFC 9112 §3 and §5).
///
/// [RequestScreen] has to agree to it before host, target and framing may be asked for.
public final class RequestHead extends Head {
    private static final byte[] HTTP = "HTTP/".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION_LENGTH = 8;

    private int start;
    private int methodEnd;
    private int targetEnd;
    private int minor;

    private @Nullable String method;
    private @Nullable String target;
    private @Nullable String host;
    private boolean hostKnown;
    private boolean rewritten;
    private Framing framing = Framing.NONE;

    @Override
    public void clear() {
        super.clear();
        start = 0;
        method = null;
        target = null;
        host = null;
        hostKnown = false;
        rewritten = false;
        framing = Framing.NONE;
    }

    @Override
    Taken takeStartLine(int from, int end, int lineBytes) {
        byte[] octets = bytes();
        int at = from;
        // An empty line before the request is passed over (RFC 9112 §2.2).
        if (at < end && octets[at] == '\r') {
            if (at + 1 == end) return Taken.MORE;
            if (octets[at + 1] != '\n') return refuse(Refusal.NOT_HTTP);
            at += 2;
        }
        start = at;
        methodEnd = Octets.skip(octets, at, end, Octets.TOKEN);
        if (methodEnd == end) return moreOfLine(end, lineBytes);
        if (methodEnd - start > lineBytes) return refuse(Refusal.LINE_TOO_LONG);
        if (octets[methodEnd] != ' ' || methodEnd == at) return refuse(Refusal.NOT_HTTP);
        targetEnd = Octets.skip(octets, methodEnd + 1, end, Octets.TARGET);
        if (targetEnd == end) return moreOfLine(end, lineBytes);
        if (targetEnd - start > lineBytes - VERSION_LENGTH - 1) return refuse(Refusal.LINE_TOO_LONG);
        if (octets[targetEnd] != ' ' || targetEnd == methodEnd + 1) return refuse(Refusal.BAD_TARGET);
        return takeVersion(targetEnd + 1, end);
    }

    private Taken moreOfLine(int end, int lineBytes) {
        return end - start > lineBytes ? refuse(Refusal.LINE_TOO_LONG) : Taken.MORE;
    }

    private Taken takeVersion(int from, int end) {
        byte[] octets = bytes();
        for (int i = 0; i < HTTP.length; i++) {
            if (from + i == end) return Taken.MORE;
            if (octets[from + i] != HTTP[i]) return refuse(Refusal.NOT_HTTP);
        }
        if (from + VERSION_LENGTH + 2 > end) return Taken.MORE;
        byte major = octets[from + 5];
        byte least = octets[from + 7];
        boolean valid = Octets.is(major, Octets.DIGIT) && octets[from + 6] == '.' && Octets.is(least, Octets.DIGIT);
        if (!valid) return refuse(Refusal.NOT_HTTP);
        if (major != '1') return refuse(Refusal.OTHER_VERSION);
        int lineEnd = from + VERSION_LENGTH;
        if (octets[lineEnd] == '\n') return refuse(Refusal.BARE_LINE_FEED);
        if (octets[lineEnd] != '\r' || octets[lineEnd + 1] != '\n') return refuse(Refusal.NOT_HTTP);
        minor = least - '0';
        startLineEnds(lineEnd + 2);
        return Taken.WHOLE;
    }

    @Override
    Refusal tooLong() {
        return Refusal.LINE_TOO_LONG;
    }

    /// Whether it is of HTTP/1.0, which knows neither chunked bodies nor answers before the final one.
    public boolean isOld() {
        return minor == 0;
    }

    /// The method as it came.
    public String method() {
        String known = method;
        if (known == null) {
            known = Method.of(bytes(), start, methodEnd);
            method = known;
        }
        return known;
    }

    /// The target in origin form, or `*`; as it came, nothing of it is decoded.
    public String target() {
        String known = target;
        if (known == null) {
            known = text(targetFrom(), targetEnd);
            target = known;
        }
        return known;
    }

    /// Whether this byte is in the target.
    public boolean targetHas(char octet) {
        byte[] octets = bytes();
        for (int i = targetFrom(); i < targetEnd; i++) if (octets[i] == octet) return true;
        return false;
    }

    /// The authority that is asked for; null only in HTTP/1.0.
    public @Nullable String host() {
        if (!hostKnown) {
            host = value(FieldName.HOST);
            hostKnown = true;
        }
        return host;
    }

    /// How the body is framed.
    public Framing framing() {
        return framing;
    }

    /// Whether the client waits for a `100 Continue` before it sends the body (RFC 9110 §10.1.1).
    public boolean expectsContinue() {
        return has(FieldName.EXPECT)
                && !isOld()
                && Objects.requireNonNull(value(FieldName.EXPECT)).equalsIgnoreCase("100-continue");
    }

    int methodFrom() {
        return start;
    }

    int methodTo() {
        return methodEnd;
    }

    int targetFrom() {
        return methodEnd + 1;
    }

    int targetTo() {
        return targetEnd;
    }

    /// Whether host and target were made of a target in absolute form, and the Host field means nothing.
    public boolean isAbsolute() {
        return rewritten;
    }

    /// Whether the client asks for another protocol on this connection, and may be given it (RFC 9110 §7.8). HTTP/2 may
    /// not: requests within it would pass the proxy unseen.
    public boolean upgrades() {
        return has(FieldName.UPGRADE)
                && !isOld()
                && !framing.hasBody()
                && HopByHop.has(this, FieldName.CONNECTION, "upgrade")
                && HopByHop.tokens(this, FieldName.UPGRADE).stream().noneMatch(token -> token.startsWith("h2"));
    }

    /// Whether the first line can go on as it came.
    boolean isLineKept() {
        return minor == 1 && !rewritten;
    }

    /// The target was in absolute form.
    void replaced(String originForm, String authority) {
        rewritten = true;
        target = originForm;
        host = authority;
        hostKnown = true;
    }

    void framed(Framing by) {
        framing = by;
    }
}
