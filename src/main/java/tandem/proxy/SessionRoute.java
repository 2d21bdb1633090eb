package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// Finds the jvmRoute in a request: what follows the last dot of the session's id, in the cookie
/// `JSESSIONID` or else in the path parameter `jsessionid` (Jakarta Servlet 6.1 §7.1.1 and §7.1.3;
/// Tomcat's `Engine` appends the route).
@Pure
final class SessionRoute {
    private static final String COOKIE = "JSESSIONID=";
    private static final String PARAMETER = ";jsessionid=";

    private SessionRoute() {}

    /// The route that a request names.
    ///
    /// @param cookies the field's value, null when there is none
    /// @param target  the request target
    /// @return null when the request names no route
    static @Nullable String of(@Nullable String cookies, String target) {
        String byCookie = cookies == null ? null : inCookies(cookies);
        if (byCookie != null) return byCookie;
        int parameter = target.indexOf(PARAMETER);
        return parameter < 0 ? null : route(target, parameter + PARAMETER.length());
    }

    private static @Nullable String inCookies(String cookies) {
        for (int at = cookies.indexOf(COOKIE); at >= 0; at = cookies.indexOf(COOKIE, at + 1)) {
            // Not the end of another cookie's name.
            if (at == 0 || cookies.charAt(at - 1) == ' ' || cookies.charAt(at - 1) == ';')
                return route(cookies, at + COOKIE.length());
        }
        return null;
    }

    private static @Nullable String route(String text, int from) {
        int end = from;
        int dot = -1;
        for (; end < text.length() && !endsId(text.charAt(end)); end++) if (text.charAt(end) == '.') dot = end;
        return dot < 0 || dot + 1 == end ? null : text.substring(dot + 1, end);
    }

    private static boolean endsId(char character) {
        return switch (character) {
            case ';', '/', '?', '#', ' ', '"' -> true;
            default -> false;
        };
    }
}
