package tandem.route;

import java.nio.charset.StandardCharsets;

/// Percent-encoding of decoded text, so that it can stand in a target or in a Location (RFC 3986 §2.1).
final class UriText {
    private static final String HEX = "0123456789ABCDEF";
    private static final String UNRESERVED = "-._~";

    private UriText() {}

    /// For a path: slashes and what else has no meaning of its own there stay as they are; `;` does not.
    static String ofPath(String text) {
        return encoded(text, "/:@!$&'()*+,=");
    }

    /// For any place: nothing of it can end a path, or begin another parameter of a query.
    static String ofPart(String text) {
        return encoded(text, "/:@!'()*,");
    }

    /// What has no place in a URI is encoded, and escapes stay: for values that come from a client, in which
    /// a space could begin another part of a request line.
    static String legal(String text) {
        return encoded(text, "/:@!$&'()*+,=;%?");
    }

    /// Whether every character may stand in a target as it is, an escape counting as its three characters.
    static boolean isLegal(String text) {
        return text.chars().allMatch(c -> isPlain(c) || "/:@!$&'()*+,=;%?".indexOf(c) >= 0);
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || UNRESERVED.indexOf(c) >= 0;
    }

    private static String encoded(String text, String kept) {
        int i = 0;
        while (i < text.length() && (isPlain(text.charAt(i)) || kept.indexOf(text.charAt(i)) >= 0)) i++;
        if (i == text.length()) return text;
        var encoded = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && (isPlain(b) || kept.indexOf(b) >= 0)) encoded.append((char) b);
            else encoded.append('%').append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
        }
        return encoded.toString();
    }
}
