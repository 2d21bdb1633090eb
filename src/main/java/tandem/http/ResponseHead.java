package tandem.http;

import java.nio.charset.StandardCharsets;

/// The head of an answer (RFC 9112 §4 and §5).
///
/// [ResponseScreen] has to agree to it before its framing may be asked for.
public final class ResponseHead extends Head {
    private static final byte[] HTTP_1 = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS = 9;
    private static final int STATUS_END = 12;

    private int status;
    private boolean old;
    private int lineEnd;
    private Framing framing = Framing.NONE;
    private long declared = -1;

    @Override
    public void clear() {
        super.clear();
        framing = Framing.NONE;
        declared = -1;
    }

    @Override
    Taken takeStartLine(int from, int end, int lineBytes) {
        byte[] octets = bytes();
        for (int i = 0; i < HTTP_1.length; i++) {
            if (i == end) return Taken.MORE;
            if (octets[i] != HTTP_1[i]) return refuse(Refusal.NOT_HTTP);
        }
        if (end < STATUS_END + 2) return Taken.MORE;
        boolean valid = Octets.is(octets[STATUS - 2], Octets.DIGIT)
                && octets[STATUS - 1] == ' '
                && Octets.skip(octets, STATUS, STATUS_END, Octets.DIGIT) == STATUS_END
                && octets[STATUS] != '0';
        if (!valid) return refuse(Refusal.NOT_HTTP);
        // Without a phrase, some leave out the space before it, too.
        if (octets[STATUS_END] != ' ' && octets[STATUS_END] != '\r') return refuse(Refusal.NOT_HTTP);
        int at = Octets.skip(octets, STATUS_END, end, Octets.VALUE);
        if (at == end) return Taken.MORE;
        if (octets[at] == '\n') return refuse(Refusal.BARE_LINE_FEED);
        if (octets[at] != '\r') return refuse(Refusal.NOT_HTTP);
        if (at + 1 == end) return Taken.MORE;
        if (octets[at + 1] != '\n') return refuse(Refusal.NOT_HTTP);
        old = octets[STATUS - 2] == '0';
        status = (octets[STATUS] - '0') * 100 + (octets[STATUS + 1] - '0') * 10 + (octets[STATUS + 2] - '0');
        lineEnd = at;
        startLineEnds(at + 2);
        return Taken.WHOLE;
    }

    /// The status code, 100 to 999.
    public int status() {
        return status;
    }

    /// The reason phrase; it means nothing (RFC 9112 §4).
    public String phrase() {
        return text(Math.min(STATUS_END + 1, lineEnd), lineEnd);
    }

    /// Whether it is of HTTP/1.0.
    public boolean isOld() {
        return old;
    }

    /// Whether an answer of this status precedes the final one.
    public boolean isInterim() {
        return status < 200;
    }

    /// How the body is framed.
    public Framing framing() {
        return framing;
    }

    /// What Content-Length says, also of a body that is not sent; -1 when it is not there.
    public long declaredLength() {
        return declared;
    }

    void framed(Framing by, long length) {
        framing = by;
        declared = length;
    }

    /// Whether the first line can go on as it came.
    boolean isLineKept() {
        return bytes()[STATUS - 2] == '1' && lineEnd > STATUS_END;
    }

    int statusFrom() {
        return STATUS;
    }

    int statusTo() {
        return STATUS_END;
    }
}
