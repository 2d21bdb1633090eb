package tandem.proxy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.health.Eligible;
import tandem.health.HealthTable;

/// The pool that requests go to, as all event loops share it.
final class Upstream {
    private final PoolSettings pool;
    private final HealthTable health;
    private final @Nullable RequestQueue queue;
    /// By name and address, so that a backend of another weight is still the same. Also those that were
    /// removed, for
    /// as long as the node runs: their requests may be under way.
    private final Map<String, Target> targets = new ConcurrentHashMap<>();

    /// A backend with what is counted of it.
    ///
    /// @param backend of the weight that it had first; the one in force is the health table's
    record Target(Backend backend, BackendLoad load) {}

    Upstream(PoolSettings pool, HealthTable health) {
        this.pool = pool;
        this.health = health;
        this.queue = pool.queue()
                .map(settings -> new RequestQueue(settings, this::isOpen))
                .orElse(null);
    }

    /// Where requests wait; null where as many as come may be under way.
    @Nullable
    RequestQueue queue() {
        return queue;
    }

    /// Looks for those who have waited for too long, and for places that nobody has handed out.
    ///
    /// @param now by [System#nanoTime()]
    void watchQueue(long now) {
        if (queue == null || queue.isEmpty()) return;
        queue.expire(now);
        serveQueue();
    }

    void serveQueue() {
        if (queue == null) return;
        Eligible now = health.eligible();
        for (Backend backend : now.backends()) queue.serve(target(backend));
        for (Backend backend : now.sessionsOnly()) queue.serve(target(backend));
    }

    /// Whether the requests of its sessions may go to a backend now.
    boolean keeps(Target target) {
        return isAmong(health.eligible().backends(), target)
                || isAmong(health.eligible().sessionsOnly(), target);
    }

    private static boolean isAmong(List<Backend> backends, Target target) {
        for (Backend backend : backends) if (backend.name().equals(target.backend.name())) return true;
        return false;
    }

    private boolean isOpen(Target target) {
        for (Backend backend : health.eligible().backends())
            if (backend.name().equals(target.backend.name())) return backend.weight() > 0;
        return false;
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
        return pool.balancing().hash();
    }

    Affinity affinity() {
        return pool.affinity();
    }

    RetrySettings retry() {
        return pool.retry();
    }

    /// How many connections were opened to its backends, those that were removed included.
    Map<String, Long> connections() {
        Map<String, Long> connections = new HashMap<>();
        for (Target target : targets.values()) connections.merge(target.backend.name(), target.load.dials(), Long::sum);
        return connections;
    }

    /// How long its backends took from a request of a client to the head of its answer, those that were removed
    /// included; by name.
    Map<String, ProxySnapshot.Durations> answers() {
        Map<String, ProxySnapshot.Durations> answers = new HashMap<>();
        for (Target target : targets.values())
            answers.merge(target.backend.name(), target.load.answers().snapshot(), ProxySnapshot.Durations::plus);
        return answers;
    }

    /// How long requests waited for a connection to one of its backends.
    ProxySnapshot.Durations connectionWaits() {
        return ProxySnapshot.Durations.sum(targets.values().stream()
                .map(target -> target.load.connectionWaits().snapshot())
                .toList());
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
                        traffic(backend), target(backend).load().sessionsQuietFor()))
                .toList();
    }

    /// Of the pool's backends as they are now.
    List<ProxySnapshot.BackendTraffic> snapshot() {
        return health.backends().stream().map(this::traffic).toList();
    }

    private ProxySnapshot.BackendTraffic traffic(Backend backend) {
        return new ProxySnapshot.BackendTraffic(
                backend.name(), target(backend).load().snapshot());
    }
}
