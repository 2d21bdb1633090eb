package tandem.http;

import io.netty.buffer.ByteBuf;

/// Reads the line before a chunk: its size in hexadecimal and its extensions, which are checked and dropped (RFC 9112
/// §7.1 and §7.1.1).
final class ChunkSize {
    private static final int MOST_DIGITS = 15;
    private static final int MOST_EXTENSION_BYTES = 1024;

    private Step step = Step.FIRST_DIGIT;
    private long value;
    private int digits;
    private int extensionBytes;

    enum Read {
        MORE,
        WHOLE,
        MALFORMED
    }

    private enum Step {
        FIRST_DIGIT,
        DIGITS,
        /// Blanks that a semicolon has to follow.
        BEFORE_SEMICOLON,
        BEFORE_NAME,
        NAME,
        /// Blanks behind a name, that `=` or a semicolon has to follow.
        BEHIND_NAME,
        BEFORE_VALUE,
        VALUE,
        QUOTED,
        QUOTED_PAIR,
        BEHIND_QUOTED,
        LINE_FEED,
        WHOLE,
        MALFORMED
    }

    void clear() {
        step = Step.FIRST_DIGIT;
        value = 0;
        digits = 0;
        extensionBytes = 0;
    }

    long value() {
        return value;
    }

    Read read(ByteBuf in) {
        while (in.isReadable()) {
            step = after(in.readByte());
            if (step == Step.WHOLE) return Read.WHOLE;
            if (step == Step.MALFORMED) return Read.MALFORMED;
        }
        return Read.MORE;
    }

    private Step after(byte octet) {
        if (step != Step.FIRST_DIGIT && step != Step.DIGITS && ++extensionBytes > MOST_EXTENSION_BYTES)
            return Step.MALFORMED;
        return switch (step) {
            case FIRST_DIGIT -> digit(octet) ? Step.DIGITS : Step.MALFORMED;
            case DIGITS -> digit(octet) ? Step.DIGITS : behind(octet, Step.BEFORE_SEMICOLON);
            case BEFORE_SEMICOLON ->
                octet == ';' ? Step.BEFORE_NAME : Octets.isBlank(octet) ? Step.BEFORE_SEMICOLON : Step.MALFORMED;
            case BEFORE_NAME -> token(octet, Step.NAME, Step.BEFORE_NAME);
            case NAME -> Octets.is(octet, Octets.TOKEN) ? Step.NAME : behindName(octet);
            case BEHIND_NAME -> octet == '\r' ? Step.MALFORMED : behindName(octet);
            case BEFORE_VALUE -> octet == '"' ? Step.QUOTED : token(octet, Step.VALUE, Step.BEFORE_VALUE);
            case VALUE -> Octets.is(octet, Octets.TOKEN) ? Step.VALUE : behind(octet, Step.BEFORE_SEMICOLON);
            case QUOTED -> quoted(octet);
            case QUOTED_PAIR -> Octets.is(octet, Octets.VALUE) ? Step.QUOTED : Step.MALFORMED;
            case BEHIND_QUOTED -> behind(octet, Step.BEFORE_SEMICOLON);
            case LINE_FEED -> octet == '\n' ? Step.WHOLE : Step.MALFORMED;
            case WHOLE, MALFORMED -> Step.MALFORMED;
        };
    }

    private boolean digit(byte octet) {
        int digit = Octets.hex(octet);
        if (digit < 0 || digits == MOST_DIGITS) return false;
        digits++;
        value = value << 4 | digit;
        return true;
    }

    private static Step token(byte octet, Step taken, Step blank) {
        if (Octets.is(octet, Octets.TOKEN)) return taken;
        return Octets.isBlank(octet) ? blank : Step.MALFORMED;
    }

    private static Step behindName(byte octet) {
        return octet == '=' ? Step.BEFORE_VALUE : behind(octet, Step.BEHIND_NAME);
    }

    private static Step behind(byte octet, Step blank) {
        if (octet == '\r') return Step.LINE_FEED;
        if (octet == ';') return Step.BEFORE_NAME;
        return Octets.isBlank(octet) ? blank : Step.MALFORMED;
    }

    private static Step quoted(byte octet) {
        if (octet == '"') return Step.BEHIND_QUOTED;
        if (octet == '\\') return Step.QUOTED_PAIR;
        return Octets.is(octet, Octets.VALUE) ? Step.QUOTED : Step.MALFORMED;
    }
}
