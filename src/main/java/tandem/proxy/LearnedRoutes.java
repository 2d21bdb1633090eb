package tandem.proxy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;

/// Which backend hands out session ids with which jvmRoute, where that is not the backend's name: learned from the
/// cookies that its answers set, and from other nodes.
///
///  1. A name of a backend is never learned: it stands for that backend alone.
///  2. A route that two backends of the pool hand out is nobody's, for as long as both are in the pool, or
///     until one of them has handed it out [#AGAIN] times and the other one not once meanwhile: it may have
///     been given to another Tomcat, or set by mistake.
///  3. Where the backend of a route is not in the pool any more, the next one that hands the route out has it.
///  4. What other nodes say fills in what is not known here, and contradicts nothing: where two hand it out,
///     this node sees that for itself.
///
/// It holds [#MOST] of at most [#LONGEST] characters; others are balanced as requests without a session are. Any
/// thread.
final class LearnedRoutes {
    static final int MOST = 1000;
    static final int LONGEST = 255;
    static final int AGAIN = 20;

    private final Map<String, Owners> owners = new ConcurrentHashMap<>();

    /// @param first  who handed it out last
    /// @param second who hands out the same; null for nobody
    /// @param inARow how often it was the first, since it was the second
    private record Owners(String first, @Nullable String second, int inARow) {
        @Nullable
        String only() {
            return second == null ? first : null;
        }
    }

    /// A backend of the pool has handed out a session id with a route.
    ///
    /// @param pool as it is now
    /// @return whether that is news
    boolean learn(String route, String backend, List<Backend> pool) {
        if (route.isEmpty() || route.length() > LONGEST || isIn(pool, route) || !isIn(pool, backend)) return false;
        Owners known = owners.get(route);
        if (known == null && owners.size() >= MOST) owners.values().removeIf(old -> !isIn(pool, old.first));
        if (known == null && owners.size() >= MOST) return false;
        Owners next = with(left(known, pool), backend);
        if (next.equals(known)) return false;
        owners.put(route, next);
        return known == null || !Objects.equals(next.only(), known.only());
    }

    /// Another node has learned the same.
    ///
    /// @return whether that is news
    boolean told(String route, String backend, List<Backend> pool) {
        return left(owners.get(route), pool) == null && learn(route, backend, pool);
    }

    private static Owners with(@Nullable Owners known, String backend) {
        if (known == null) return new Owners(backend, null, 0);
        if (!known.first.equals(backend)) return new Owners(backend, known.first, 1);
        if (known.second == null) return known;
        return known.inARow + 1 < AGAIN
                ? new Owners(backend, known.second, known.inARow + 1)
                : new Owners(backend, null, 0);
    }

    /// Those that are in the pool still.
    private static @Nullable Owners left(@Nullable Owners known, List<Backend> pool) {
        if (known == null) return null;
        String second = known.second != null && isIn(pool, known.second) ? known.second : null;
        if (!isIn(pool, known.first)) return second == null ? null : new Owners(second, null, 0);
        return second == null ? new Owners(known.first, null, 0) : known;
    }

    private static boolean isIn(List<Backend> pool, String name) {
        for (Backend backend : pool) if (backend.name().equals(name)) return true;
        return false;
    }

    /// Whose sessions bear the route; null where nobody's do, or those of two.
    @Nullable
    String backend(String route) {
        Owners known = owners.get(route);
        return known == null ? null : known.only();
    }

    /// All of them, with their backends.
    Map<String, String> all() {
        Map<String, String> all = new HashMap<>();
        owners.forEach((route, known) -> {
            if (known.second == null) all.put(route, known.first);
        });
        return all;
    }
}
