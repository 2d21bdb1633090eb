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

    /// The session that a request names.
    ///
    /// @param cookies the field's value, null when there is none
    /// @param target  the request target
    /// @return without a route when the request names none
    static Session of(@Nullable String cookies, String target) {
        Session byCookie = cookies == null ? Session.NONE : inCookies(cookies);
        if (byCookie.route() != null) return byCookie;
        int parameter = target.indexOf(PARAMETER);
        return parameter < 0 ? Session.NONE : session(target, parameter + PARAMETER.length());
    }

    /// The session that an answer sets (RFC 6265 §4.1).
    ///
    /// @param setCookie the field's value
    /// @return without a route when it sets none, or one without a route
    static Session setBy(String setCookie) {
        return setCookie.startsWith(COOKIE) ? session(setCookie, COOKIE.length()) : Session.NONE;
    }

    private static Session inCookies(String cookies) {
        for (int at = cookies.indexOf(COOKIE); at >= 0; at = cookies.indexOf(COOKIE, at + 1)) {
            // Not the end of another cookie's name.
            if (at == 0 || cookies.charAt(at - 1) == ' ' || cookies.charAt(at - 1) == ';')
                return session(cookies, at + COOKIE.length());
        }
        return Session.NONE;
    }

    private static Session session(String text, int from) {
        int end = from;
        int dot = -1;
        for (; end < text.length() && !endsId(text.charAt(end)); end++) if (text.charAt(end) == '.') dot = end;
        if (dot < 0 || dot + 1 == end) return Session.NONE;
        return new Session(text.substring(dot + 1, end), id(text, from, dot));
    }

    /// Of what precedes the route, since a session that moves gets another one.
    private static long id(String text, int from, int to) {
        long hash = 0xcbf29ce484222325L;
        for (int i = from; i < to; i++) hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        return Mix.of(hash) | 1;
    }

    private static boolean endsId(char character) {
        return switch (character) {
            case ';', '/', '?', '#', ' ', '"' -> true;
            default -> false;
        };
    }
}
