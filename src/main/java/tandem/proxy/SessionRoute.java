package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.balance.Mix;

/// Finds the jvmRoute in a request: what follows the last dot of the session's id, in the cookie
/// `JSESSIONID` or else in the path parameter `jsessionid` (Jakarta Servlet 6.1 §7.1.1 and §7.1.3;
/// Tomcat's `Engine` appends the route).
@Pure
final class SessionRoute {
    private static final String COOKIE = "JSESSIONID=";
    private static final String PARAMETER = ";jsessionid=";

    private SessionRoute() {}

    /// A session whose id ends in a route.
    ///
    /// @param hash of the whole id, all bits mixed
    record Session(String route, int hash) {}

    /// The session that a request names.
    ///
    /// @param cookies the field's value, null when there is none
    /// @param target  the request target
    /// @return null when the request names none, or one without a route
    static @Nullable Session of(@Nullable String cookies, String target) {
        Session byCookie = cookies == null ? null : inCookies(cookies);
        if (byCookie != null) return byCookie;
        int parameter = target.indexOf(PARAMETER);
        return parameter < 0 ? null : route(target, parameter + PARAMETER.length());
    }

    private static @Nullable Session inCookies(String cookies) {
        for (int at = cookies.indexOf(COOKIE); at >= 0; at = cookies.indexOf(COOKIE, at + 1)) {
            // Not the end of another cookie's name.
            if (at == 0 || cookies.charAt(at - 1) == ' ' || cookies.charAt(at - 1) == ';')
                return route(cookies, at + COOKIE.length());
        }
        return null;
    }

    private static @Nullable Session route(String text, int from) {
        int end = from;
        int dot = -1;
        long hash = 0;
        for (; end < text.length() && !endsId(text.charAt(end)); end++) {
            char character = text.charAt(end);
            if (character == '.') dot = end;
            hash = hash * 31 + character;
        }
        return dot < 0 || dot + 1 == end ? null : new Session(text.substring(dot + 1, end), (int) Mix.of(hash));
    }

    private static boolean endsId(char character) {
        return switch (character) {
            case ';', '/', '?', '#', ' ', '"' -> true;
            default -> false;
        };
    }
}
