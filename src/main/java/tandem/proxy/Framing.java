package tandem.proxy;

import tandem.Pure;

/// How the end of a message's body is told (RFC 9112 §6.3).
///
/// @param kind   by what
/// @param length of the body in bytes; 0 unless the kind is [Kind#LENGTH]
@Pure
record Framing(Kind kind, long length) {
    static final Framing NONE = new Framing(Kind.NONE, 0);
    static final Framing CHUNKED = new Framing(Kind.CHUNKED, 0);
    static final Framing UNTIL_CLOSE = new Framing(Kind.UNTIL_CLOSE, 0);

    enum Kind {
        /// There is no body.
        NONE,
        /// By `Content-Length`.
        LENGTH,
        /// By `Transfer-Encoding: chunked`.
        CHUNKED,
        /// By the end of the connection; answers only.
        UNTIL_CLOSE
    }

    static Framing ofLength(long length) {
        return new Framing(Kind.LENGTH, length);
    }

    boolean hasBody() {
        return switch (kind) {
            case NONE -> false;
            case LENGTH -> length > 0;
            case CHUNKED, UNTIL_CLOSE -> true;
        };
    }

    /// Reads a `Content-Length`: digits and nothing else (RFC 9110 §8.6).
    ///
    /// @return its value, or -1 when it is not one
    static long parseLength(String value) {
        int digits = value.length();
        if (digits == 0 || digits > 18) return -1;
        long length = 0;
        for (int i = 0; i < digits; i++) {
            char c = value.charAt(i);
            if (c < '0' || c > '9') return -1;
            length = length * 10 + (c - '0');
        }
        return length;
    }
}
