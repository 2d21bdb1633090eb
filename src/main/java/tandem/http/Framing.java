package tandem.http;

/// How the end of a message's body is told (RFC 9112 §6.3).
///
/// @param kind   by what
/// @param length of the body in bytes; 0 unless the kind is [Kind#LENGTH]
public record Framing(Kind kind, long length) {
    public static final Framing NONE = new Framing(Kind.NONE, 0);
    public static final Framing CHUNKED = new Framing(Kind.CHUNKED, 0);
    public static final Framing UNTIL_CLOSE = new Framing(Kind.UNTIL_CLOSE, 0);

    private static final int MAX_DIGITS = 18;

    /// What tells the end.
    public enum Kind {
        /// There is no body.
        NONE,
        /// By `Content-Length`.
        LENGTH,
        /// By `Transfer-Encoding: chunked`.
        CHUNKED,
        /// By the end of the connection; answers only.
        UNTIL_CLOSE
    }

    /// A body of so many bytes.
    public static Framing ofLength(long length) {
        return new Framing(Kind.LENGTH, length);
    }

    /// Whether any byte of a body may follow the head.
    public boolean hasBody() {
        return switch (kind) {
            case NONE -> false;
            case LENGTH -> length > 0;
            case CHUNKED, UNTIL_CLOSE -> true;
        };
    }

    /// Reads a `Content-Length`: digits and nothing else (RFC 9110 §8.6).
    ///
    /// @return its value, or -1 when it is not one
    static long parseLength(byte[] bytes, int from, int to) {
        if (from == to || to - from > MAX_DIGITS) return -1;
        long length = 0;
        for (int i = from; i < to; i++) {
            if (!Octets.is(bytes[i], Octets.DIGIT)) return -1;
            length = length * 10 + (bytes[i] - '0');
        }
        return length;
    }
}
