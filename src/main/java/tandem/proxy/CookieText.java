package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// The field Cookie as text (RFC 6265 §4.2.1).
@Pure
final class CookieText {
    private CookieText() {}

    /// The value of a cookie, null when there is none.
    static @Nullable String value(@Nullable String cookies, String name) {
        if (cookies == null || cookies.isEmpty()) return null;
        int at = indexOf(cookies, name, 0);
        return at < 0 ? null : cookies.substring(at + name.length() + 1, end(cookies, at));
    }

    /// The others, as they came; empty when there is no other.
    static String without(String cookies, String name) {
        String left = cookies;
        for (int at = indexOf(left, name, 0); at >= 0; at = indexOf(left, name, at)) {
            int end = end(left, at);
            int next = end;
            while (next < left.length() && (left.charAt(next) == ';' || left.charAt(next) == ' ')) next++;
            int before = at;
            // The last one takes along what stood between it and the one before.
            if (next == left.length()) {
                while (before > 0 && (left.charAt(before - 1) == ';' || left.charAt(before - 1) == ' ')) before--;
            }
            left = left.substring(0, before) + left.substring(next);
            at = before;
        }
        return left;
    }

    private static int indexOf(String cookies, String name, int from) {
        for (int at = cookies.indexOf(name, from); at >= 0; at = cookies.indexOf(name, at + 1)) {
            int equals = at + name.length();
            // Not the end of another cookie's name, nor its beginning.
            boolean whole = at == 0 || cookies.charAt(at - 1) == ' ' || cookies.charAt(at - 1) == ';';
            if (whole && equals < cookies.length() && cookies.charAt(equals) == '=') return at;
        }
        return -1;
    }

    private static int end(String cookies, int at) {
        int end = cookies.indexOf(';', at);
        return end < 0 ? cookies.length() : end;
    }
}
