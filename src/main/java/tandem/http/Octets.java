package tandem.http;

/// What each of the 256 bytes may be in a message's head.
final class Octets {
    /// `tchar`, of which tokens such as methods and field names are made (RFC 9110 §5.6.2).
    static final byte TOKEN = 1;
    /// What a field's value may hold: visible characters, spaces, tabs and bytes beyond ASCII (RFC 9110 §5.5).
    static final byte VALUE = 2;
    /// What a request target may hold: visible ASCII characters but `#` (RFC 9112 §3.2).
    static final byte TARGET = 4;
    /// What a registered name may hold, less the comma, which would make a list of it (RFC 3986 §3.2.2).
    static final byte REG_NAME = 8;
    /// `0` to `9`.
    static final byte DIGIT = 16;

    private static final String TOKEN_SIGNS = "!#$%&'*+-.^_`|~";
    private static final String REG_NAME_SIGNS = "-._~%!$&'()*+;=";
    private static final byte[] CLASSES = new byte[256];
    private static final byte[] HEX = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            CLASSES[c] = classes(c);
            HEX[c] = (byte) (c < 128 ? Character.digit(c, 16) : -1);
        }
    }

    private Octets() {}

    private static byte classes(int c) {
        boolean visible = c > ' ' && c < 0x7F;
        boolean alphanumeric = c < 0x7F && Character.isLetterOrDigit(c);
        int found = 0;
        if (alphanumeric || (visible && TOKEN_SIGNS.indexOf(c) >= 0)) found |= TOKEN;
        if (visible || c == ' ' || c == '\t' || c >= 0x80) found |= VALUE;
        if (visible && c != '#') found |= TARGET;
        if (alphanumeric || (visible && REG_NAME_SIGNS.indexOf(c) >= 0)) found |= REG_NAME;
        if (c >= '0' && c <= '9') found |= DIGIT;
        return (byte) found;
    }

    static boolean is(byte octet, byte kind) {
        return (CLASSES[octet & 0xFF] & kind) != 0;
    }

    /// The first position from here on, before the end, whose byte is not of this kind; the end when all are.
    static int skip(byte[] bytes, int from, int end, byte kind) {
        int at = from;
        while (at < end && (CLASSES[bytes[at] & 0xFF] & kind) != 0) at++;
        return at;
    }

    static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /// The value of a hexadecimal digit, -1 for any other byte.
    static int hex(byte octet) {
        return HEX[octet & 0xFF];
    }

    /// Whether a range spells this, which is in lower case and of letters, digits and hyphens; and the range of
    /// nothing but token characters.
    static boolean spells(byte[] bytes, int from, int to, byte[] lowerCase) {
        if (to - from != lowerCase.length) return false;
        for (int i = 0; i < lowerCase.length; i++) {
            // Of the token characters, only letters change by this bit into one of those that can be asked for.
            if ((bytes[from + i] | 0x20) != lowerCase[i]) return false;
        }
        return true;
    }

    /// Whether a range is exactly these bytes.
    static boolean equal(byte[] bytes, int from, int to, byte[] text) {
        if (to - from != text.length) return false;
        for (int i = 0; i < text.length; i++) {
            if (bytes[from + i] != text[i]) return false;
        }
        return true;
    }
}
