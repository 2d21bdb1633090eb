package tandem.route;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;

/// A request's path as routes see it, so that no other spelling of a path goes round a route: parameters
/// (`;name=value`) are left out, percent-encoding is decoded once (RFC 3986 §2.1), `.` and `..` are resolved
/// (§5.2.4), and several slashes count as one. Tomcat does the same in this order. What a backend gets is the
/// target as it came, unless a route rewrites it.
///
/// @param text       begins with a slash
/// @param parameters of the last segment as they came, with their `;`, so that a session's id outlives a
///                   rewrite;
///                   empty where there are none
/// @param query      as it came, with its `?`; empty where there is none
public record RequestPath(String text, String parameters, String query) {

    /// The path of a target.
    ///
    /// @param target in origin form
    /// @return nothing when it can be read in more than one way, or leads above the root
    public static Optional<RequestPath> of(String target) {
        int mark = target.indexOf('?');
        String path = mark < 0 ? target : target.substring(0, mark);
        String query = mark < 0 ? "" : target.substring(mark);
        if (!path.startsWith("/") || path.indexOf('#') >= 0) return Optional.empty();
        if (isPlain(path)) return Optional.of(new RequestPath(path, "", query));
        return decoded(withoutParameters(path))
                .flatMap(RequestPath::resolved)
                .map(text -> new RequestPath(text, lastParameters(path), query));
    }

    private static boolean isPlain(String path) {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%' || c == ';' || c >= 0x7F) return false;
            if (c == '/' && i + 1 < path.length() && (path.charAt(i + 1) == '/' || path.charAt(i + 1) == '.'))
                return false;
        }
        return true;
    }

    private static String lastParameters(String path) {
        int from = path.indexOf(';', path.lastIndexOf('/'));
        return from < 0 ? "" : path.substring(from);
    }

    private static String withoutParameters(String path) {
        if (path.indexOf(';') < 0) return path;
        var kept = new StringBuilder(path.length());
        boolean skip = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == ';') skip = true;
            else if (c == '/') skip = false;
            if (!skip) kept.append(c);
        }
        return kept.toString();
    }

    /// Nothing for a broken escape, for NUL, and for what is not UTF-8.
    private static Optional<String> decoded(String path) {
        byte[] bytes = new byte[path.length()];
        int length = 0;
        for (int i = 0; i < path.length(); i++) {
            int c = path.charAt(i);
            if (c == '%') {
                c = i + 2 < path.length() ? hex(path.charAt(i + 1)) << 4 | hex(path.charAt(i + 2)) : -1;
                i += 2;
            }
            if (c <= 0 || c > 0xFF) return Optional.empty();
            bytes[length++] = (byte) c;
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            return Optional.of(text.toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /// A negative number where it is no hexadecimal digit, which stays negative when it is made part of a
    /// byte.
    private static int hex(char digit) {
        int value = digit < 0x80 ? Character.digit(digit, 16) : -1;
        return value < 0 ? Integer.MIN_VALUE >> 8 : value;
    }

    private static Optional<String> resolved(String path) {
        var segments = new ArrayDeque<String>();
        String last = "";
        for (String segment : path.split("/", -1)) {
            last = segment;
            if (segment.isEmpty() || segment.equals(".")) continue;
            if (!segment.equals("..")) segments.addLast(segment);
            else if (segments.pollLast() == null) return Optional.empty();
        }
        boolean folder = last.isEmpty() || last.equals(".") || last.equals("..");
        String joined = "/" + String.join("/", segments);
        return Optional.of(folder && !segments.isEmpty() ? joined + "/" : joined);
    }
}
