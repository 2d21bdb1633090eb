package tandem.proxy;

import java.util.function.Predicate;
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

    /// The session that a request names. Where it names several, it is the first whose route is known, as
    /// Tomcat takes the first that it knows: browsers send the cookies of all paths and domains that fit.
    ///
    /// @param cookies the field's value, null when there is none
    /// @param target  the request target
    /// @param known   whether a route is one of the pool's; asked only where the request names several
    ///                sessions
    /// @return without a route when the request names none
    static Session of(@Nullable String cookies, String target, Predicate<String> known) {
        int parameter = target.indexOf(PARAMETER);
        int at = cookies == null ? -1 : next(cookies, 0);
        if (cookies == null || at < 0) return parameter(target, parameter);
        Session first = session(cookies, at + COOKIE.length());
        at = next(cookies, at + 1);
        if (isOf(first, at < 0 && parameter < 0 ? _ -> true : known)) return first;
        for (; at >= 0; at = next(cookies, at + 1)) {
            Session other = session(cookies, at + COOKIE.length());
            if (isOf(other, known)) return other;
            if (first.route() == null) first = other;
        }
        Session inPath = parameter(target, parameter);
        return first.route() == null || isOf(inPath, known) ? inPath : first;
    }

    private static boolean isOf(Session session, Predicate<String> routes) {
        return session.route() != null && routes.test(session.route());
    }

    private static Session parameter(String target, int at) {
        return at < 0 ? Session.NONE : session(target, at + PARAMETER.length());
    }

    /// The session that an answer sets (RFC 6265 §4.1).
    ///
    /// @param setCookie the field's value
    /// @return without a route when it sets none, or one without a route
    static Session setBy(String setCookie) {
        return setCookie.startsWith(COOKIE) ? session(setCookie, COOKIE.length()) : Session.NONE;
    }

    /// Where the next cookie of this name begins; -1 when there is none.
    private static int next(String cookies, int from) {
        for (int at = cookies.indexOf(COOKIE, from); at >= 0; at = cookies.indexOf(COOKIE, at + 1)) {
            // Not the end of another cookie's name.
            if (at == 0 || cookies.charAt(at - 1) == ' ' || cookies.charAt(at - 1) == ';') return at;
        }
        return -1;
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
