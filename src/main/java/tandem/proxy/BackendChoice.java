package tandem.proxy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.balance.Mix;
import tandem.health.Eligible;

/// The balancers of one event loop, made anew whenever the set of eligible backends has changed.
final class BackendChoice {
    private final Upstream upstream;
    private Eligible eligible;
    private Tier primaries;
    private Tier backups;
    private Map<String, Upstream.Target> byName;
    /// All of the pool, by name, whether they may be picked or not.
    private Map<String, Backend> members;

    private long turn;

    /// @param firstTurn another one for each event loop, so that they do not all begin with the
    ///                  same backend
    BackendChoice(Upstream upstream, long firstTurn) {
        this.upstream = upstream;
        this.turn = firstTurn;
        this.eligible = upstream.health().eligible();
        this.primaries = tier(false);
        this.backups = tier(true);
        this.byName = byName();
        this.members = members();
    }

    /// As below, where nothing of the request is hashed.
    Upstream.@Nullable Target pick(Collection<Backend> tried, @Nullable String route) {
        return pick(tried, new Session(route, 0), 0);
    }

    /// The backend for the next request. A backup only when no other can take it.
    ///
    /// @param tried backends to leave out
    /// @param session that the request names
    /// @param key   hash of what the request is kept together by
    /// @return null when none is left
    Upstream.@Nullable Target pick(Collection<Backend> tried, Session session, long key) {
        refresh();
        String route = session.route();
        if (route == null) return balanced(tried, key);
        Upstream.Target home = byName.get(route);
        if (home != null && !tried.contains(home.backend())) {
            upstream.breaks().stays(session.id());
            home.load().sessions().seen(session.id(), upstream.coarseNow());
            return home;
        }
        Backend left = members.get(route);
        if (left != null) return second(left, session.id(), tried);
        String learned = upstream.routeOf(route);
        boolean known = learned != null && members.containsKey(learned);
        return known ? pick(tried, new Session(learned, session.id()), key) : balanced(tried, key);
    }

    /// Whether the requests of a session go to one backend, be it the second choice of its own, and not to
    /// any.
    boolean isBound(Session session) {
        String route = session.route();
        if (route == null) return false;
        refresh();
        String learned = members.containsKey(route) ? route : upstream.routeOf(route);
        return learned != null && members.containsKey(learned);
    }

    private Upstream.@Nullable Target balanced(Collection<Backend> tried, long key) {
        long now = turn++;
        Upstream.Target primary = primaries.pick(tried, now, key);
        return primary != null ? primary : backups.pick(tried, now, key);
    }

    /// The next choice of the sessions of a backend that cannot have them now.
    private Upstream.@Nullable Target second(Backend home, long session, Collection<Backend> tried) {
        // Of the weight that it had when it was tried.
        boolean failed = tried.contains(upstream.target(home).backend());
        if (!failed) upstream.target(home).load().sessionLeft();
        long hash = Mix.of(home.name());
        Upstream.Target primary = primaries.ranked(hash, tried);
        Upstream.Target next = primary != null ? primary : backups.ranked(hash, tried);
        if (next == null) return null;
        // Where the second one fails, too, it is still one move.
        if (tried.size() == (failed ? 1 : 0))
            upstream.breaks().moves(home.name(), session, next.backend().name());
        next.load().sessions().seen(session, upstream.coarseNow());
        return next;
    }

    /// Whose backends they are.
    Upstream upstream() {
        return upstream;
    }

    /// How many eligible backends there are that are not among these.
    int left(Collection<Backend> tried) {
        refresh();
        return primaries.left(tried) + backups.left(tried);
    }

    /// Whether requests may go to this backend, be it those of its sessions only.
    boolean uses(Upstream.Target target) {
        refresh();
        Upstream.Target now = byName.get(target.backend().name());
        return now != null && now.equals(target);
    }

    /// Those that requests may go to, be it those of their sessions only.
    Collection<Upstream.Target> targets() {
        refresh();
        return byName.values();
    }

    int eligible() {
        return primaries.size() + backups.size();
    }

    private void refresh() {
        Eligible now = upstream.health().eligible();
        if (now.version() == eligible.version()) return;
        eligible = now;
        primaries = tier(false);
        backups = tier(true);
        byName = byName();
        members = members();
    }

    private Tier tier(boolean backup) {
        List<Backend> backends = eligible.backends().stream()
                .filter(backend -> backend.backup() == backup && backend.weight() > 0)
                .toList();
        return new Tier(upstream, backends, SlowStarters.of(backends, eligible, upstream.health()));
    }

    /// A session's backend keeps it while it is being drained, or has no weight.
    private Map<String, Upstream.Target> byName() {
        return Stream.concat(eligible.backends().stream(), eligible.sessionsOnly().stream())
                .map(upstream::target)
                .collect(Collectors.toUnmodifiableMap(target -> target.backend().name(), target -> target));
    }

    private Map<String, Backend> members() {
        return upstream.health().backends().stream()
                .collect(Collectors.toUnmodifiableMap(Backend::name, backend -> backend));
    }
}
