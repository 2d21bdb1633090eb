package tandem.accesslog;

import tandem.Pure;

/// Makes values fit for a line, so that whoever sends a request cannot forge a line of the log, nor a member
/// of it, nor a command to the terminal that shows it.
@Pure
final class Escape {
    private static final String HEX = "0123456789ABCDEF";

    private Escape() {}

    /// As nginx does: quotes, backslashes, control characters and what is not ASCII become `\xHH`.
    static String text(String value) {
        for (int i = 0; i < value.length(); i++) if (!isPlain(value.charAt(i))) return escaped(value, i);
        return value;
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 127 && c != '"' && c != '\\';
    }

    private static String escaped(String value, int from) {
        var escaped = new StringBuilder(value.length() + 32).append(value, 0, from);
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isPlain(c)) escaped.append(c);
            else if (c > 0xFF) escaped.append("\\u").append(hex(c, 4));
            else escaped.append("\\x").append(hex(c, 2));
        }
        return escaped.toString();
    }

    /// RFC 8259 §7; what is not ASCII is escaped, too, so that the file's encoding does not matter.
    static String json(String value) {
        for (int i = 0; i < value.length(); i++) if (!isPlain(value.charAt(i))) return jsonEscaped(value, i);
        return value;
    }

    private static String jsonEscaped(String value, int from) {
        var escaped = new StringBuilder(value.length() + 32).append(value, 0, from);
        for (int i = from; i < value.length(); i++) {
            char c = value.charAt(i);
            if (isPlain(c)) escaped.append(c);
            else if (c == '"' || c == '\\') escaped.append('\\').append(c);
            else escaped.append("\\u").append(hex(c, 4));
        }
        return escaped.toString();
    }

    private static String hex(int value, int digits) {
        var hex = new StringBuilder(digits);
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) hex.append(HEX.charAt(value >> shift & 15));
        return hex.toString();
    }
}
