package tandem.proxy;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.http.FieldName;
import tandem.http.RequestHead;
import tandem.http.ResponseHead;
import tandem.route.HeaderField;

/// Finds the sessions of one event loop's requests to a pool, and tells clients which one they have where that is the
/// proxy's to say.
final class Sessions {
    private final Upstream upstream;
    private final InstantSource clock;
    private final @Nullable AffinityCookie cookie;
    private final @Nullable CookieSeal seal;
    private final Predicate<String> known;
    /// Of the pool's backends, by what stands for them in a cookie.
    private Map<Long, String> names = Map.of();
    private long version = -1;

    Sessions(Upstream upstream) {
        this(upstream, InstantSource.system());
    }

    Sessions(Upstream upstream, InstantSource clock) {
        this.upstream = upstream;
        this.clock = clock;
        this.cookie = upstream.affinity().cookie().orElse(null);
        this.seal = upstream.seal();
        this.known = upstream::hasRoute;
    }

    /// The session that a request names.
    Session of(RequestHead head) {
        return switch (upstream.affinity().by()) {
            case NONE -> Session.NONE;
            case JVM_ROUTE -> jvmRoute(head);
            case COOKIE -> opened(head);
        };
    }

    /// All of them, should they come in several fields.
    private static String cookies(RequestHead head) {
        return String.join("; ", RequestFacts.values(head, FieldName.COOKIE));
    }

    private Session jvmRoute(RequestHead head) {
        String cookies = head.value(FieldName.COOKIE);
        boolean parameter = head.targetHas(';');
        if (cookies == null && !parameter) return Session.NONE;
        return SessionRoute.of(cookies, parameter ? head.target() : "", known);
    }

    private Session opened(RequestHead head) {
        if (cookie == null || seal == null) return Session.NONE;
        String value = CookieText.value(cookies(head), cookie.name());
        if (value == null) return Session.NONE;
        CookieSeal.Opened opened = seal.open(value);
        if (opened == null) {
            upstream.cookieRefused();
            return Session.NONE;
        }
        boolean due = !cookie.attributes().maxAge().isZero()
                && StampedSession.isDue(
                        opened.session(),
                        cookie.attributes().maxAge(),
                        clock.instant().getEpochSecond());
        return new Session(name(seal, opened.backend()), StampedSession.id(opened.session()), due);
    }

    private @Nullable String name(CookieSeal by, long backend) {
        long now = upstream.health().version();
        if (now != version) {
            Map<Long, String> fresh = new HashMap<>();
            for (Backend member : upstream.health().backends()) fresh.put(by.backend(member.name()), member.name());
            names = fresh;
            version = now;
        }
        return names.get(backend);
    }

    /// A backend has answered with cookies: perhaps with a new session's. The id that came with the request
    /// says nothing when it is set once more: it may be one that another backend has handed out.
    ///
    /// @param asked the session of the request
    void learn(ResponseHead answer, Backend by, Session asked) {
        if (upstream.affinity().by() != Affinity.By.JVM_ROUTE) return;
        for (int at = answer.indexOf(FieldName.SET_COOKIE, 0);
                at >= 0;
                at = answer.indexOf(FieldName.SET_COOKIE, at + 1)) {
            Session set = SessionRoute.setBy(answer.value(at));
            String route = set.route();
            if (route != null && !route.equals(by.name()) && set.id() != asked.id())
                upstream.handsOut(route, by.name());
        }
    }

    /// A request as its backend gets it.
    HeadEdits request(RequestHead head, HeadEdits edits) {
        if (cookie == null || cookie.toBackend() || edits.dropped().contains("cookie")) return edits;
        String cookies = cookies(head);
        if (CookieText.value(cookies, cookie.name()) == null) return edits;
        String others = CookieText.without(cookies, cookie.name());
        if (!others.isEmpty()) edits.fields().add(new HeaderField("Cookie", others));
        return edits.without(FieldName.COOKIE);
    }

    /// What a client is told with the answer of a backend.
    ///
    /// @param https whether it speaks TLS
    /// @return null for nothing
    @Nullable
    HeaderField answer(Session session, Backend by, boolean https) {
        if (cookie == null || seal == null || (by.name().equals(session.route()) && !session.due())) return null;
        long id = session.id() == 0 ? ThreadLocalRandom.current().nextLong() : session.id();
        long stamped = StampedSession.of(id, clock.instant().getEpochSecond());
        String value = seal.seal(stamped, seal.backend(by.name()));
        return new HeaderField(
                "Set-Cookie", cookie.name() + "=" + value + cookie.attributes().text(https));
    }
}
