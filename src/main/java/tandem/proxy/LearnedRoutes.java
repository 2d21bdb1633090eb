package tandem.proxy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;

/// Which backend hands out session ids with which jvmRoute, where that is not the backend's name: learned from the
/// cookies that its answers set, and from other nodes.
///
///  1. A name of a backend is never learned: it stands for that backend alone.
///  2. A route that two backends of the pool hand out is nobody's, for as long as both are in the pool.
///  3. Where the backend of a route is not in the pool any more, the next one that hands the route out has it.
///
/// It holds [#MOST] of at most [#LONGEST] characters; others are balanced as requests without a session are. Any
/// thread.
final class LearnedRoutes {
    static final int MOST = 1000;
    static final int LONGEST = 255;

    private final Map<String, Owners> owners = new ConcurrentHashMap<>();

    /// @param second who hands out the same; null for nobody
    private record Owners(String first, @Nullable String second) {}

    /// A backend of the pool has handed out a session id with a route.
    ///
    /// @param pool as it is now
    /// @return whether that is news
    boolean learn(String route, String backend, List<Backend> pool) {
        if (route.isEmpty() || route.length() > LONGEST || isIn(pool, route) || !isIn(pool, backend)) return false;
        Owners known = owners.get(route);
        if (known == null && owners.size() >= MOST) owners.values().removeIf(old -> !isIn(pool, old.first));
        if (known == null && owners.size() >= MOST) return false;
        Owners next = with(known, backend, pool);
        if (next.equals(known)) return false;
        owners.put(route, next);
        return true;
    }

    private static Owners with(@Nullable Owners known, String backend, List<Backend> pool) {
        if (known == null || !isIn(pool, known.first)) return new Owners(backend, null);
        String second = known.second != null && isIn(pool, known.second) ? known.second : null;
        return known.first.equals(backend) ? new Owners(backend, second) : new Owners(known.first, backend);
    }

    private static boolean isIn(List<Backend> pool, String name) {
        for (Backend backend : pool) if (backend.name().equals(name)) return true;
        return false;
    }

    /// Whose sessions bear the route; null where nobody's do, or those of two.
    @Nullable
    String backend(String route) {
        Owners known = owners.get(route);
        return known == null || known.second != null ? null : known.first;
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
