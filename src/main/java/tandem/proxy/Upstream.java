package tandem.proxy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.health.HealthTable;

/// The pool that requests go to, as all event loops share it.
final class Upstream {
    private final PoolSettings pool;
    private final HealthTable health;
    /// By name and address, so that a backend of another weight is still the same. Also those that were
    /// removed, for
    /// as long as the node runs: their requests may be under way.
    private final Map<String, Target> targets = new ConcurrentHashMap<>();

    /// A backend with what is counted of it.
    ///
    /// @param backend of the weight that it had first; the one in force is the health table's
    record Target(Backend backend, BackendLoad load) {}

    private final Durations answers = new Durations();

    Upstream(PoolSettings pool, HealthTable health) {
        this.pool = pool;
        this.health = health;
    }

    String name() {
        return pool.name();
    }

    Algorithm algorithm() {
        return pool.balance();
    }

    /// Whether the algorithm asks for a key of the request.
    boolean hashes() {
        return pool.balance().hashes();
    }

    HashKey hash() {
        return pool.hash();
    }

    Affinity affinity() {
        return pool.affinity();
    }

    RetrySettings retry() {
        return pool.retry();
    }

    /// How long its backends took from a request of a client to the head of its answer.
    Durations answers() {
        return answers;
    }

    HealthTable health() {
        return health;
    }

    /// Made when it is asked for first; a backend's weight makes no difference.
    Target target(Backend backend) {
        return targets.computeIfAbsent(
                backend.name() + " " + backend.address(), _ -> new Target(backend, new BackendLoad(health::now)));
    }

    /// The same, with what the end of a drain waits for.
    List<BackendActivity> activity() {
        return health.backends().stream()
                .map(backend -> new BackendActivity(
                        target(backend).load().snapshot(backend),
                        target(backend).load().sessionsQuietFor()))
                .toList();
    }

    /// Of the pool's backends as they are now.
    List<ProxySnapshot.BackendTraffic> snapshot() {
        return health.backends().stream()
                .map(backend -> target(backend).load().snapshot(backend))
                .toList();
    }
}
