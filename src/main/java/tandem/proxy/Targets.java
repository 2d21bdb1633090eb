package tandem.proxy;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import tandem.backend.Backend;

/// The backends of a pool with what is counted of them, by name and address, so that a backend of another
/// weight is still the same.
///
/// One that was removed stays until nothing is under way and no connection is open, and [#KEPT] at least, so
/// that whoever reads the counters now and then has seen its last ones. What requests of the whole pool have
/// waited stays counted. Any thread.
final class Targets {
    static final Duration KEPT = Duration.ofMinutes(5);

    private final Map<String, Upstream.Target> all = new ConcurrentHashMap<>();

    // Guarded by this:
    private final Map<String, Long> gone = new HashMap<>();
    private ProxySnapshot.Durations past = ProxySnapshot.Durations.NONE;

    private static String key(Backend backend) {
        return backend.name() + " " + backend.address();
    }

    /// @param load of one that was never asked for
    Upstream.Target of(Backend backend, Supplier<BackendLoad> load) {
        return all.computeIfAbsent(key(backend), _ -> new Upstream.Target(backend, load.get()));
    }

    Iterable<Upstream.Target> all() {
        return all.values();
    }

    int size() {
        return all.size();
    }

    boolean has(Upstream.Target target) {
        return target.equals(all.get(key(target.backend())));
    }

    /// Lets go of those that are not in the pool any more.
    ///
    /// @param members of the pool
    /// @param now     by any clock
    synchronized void shrink(List<Backend> members, long now) {
        Set<String> keys = new HashSet<>();
        for (Backend member : members) keys.add(key(member));
        gone.keySet().removeAll(keys);
        all.forEach((key, target) -> {
            if (keys.contains(key)) return;
            Long since = gone.putIfAbsent(key, now);
            if (since == null || now - since < KEPT.toNanos() || target.load().isBusy()) return;
            past = past.plus(target.load().connectionWaits().snapshot());
            all.remove(key);
            gone.remove(key);
        });
    }

    /// How many connections were opened, by the backend's name.
    Map<String, Long> connections() {
        Map<String, Long> connections = new HashMap<>();
        for (Upstream.Target target : all())
            connections.merge(target.backend().name(), target.load().dials(), Long::sum);
        return connections;
    }

    /// How requests of clients were answered, by the backend's name.
    Map<String, ProxySnapshot.Answers> answers() {
        Map<String, ProxySnapshot.Answers> answers = new HashMap<>();
        for (Upstream.Target target : all())
            answers.merge(target.backend().name(), target.load().answers().snapshot(), ProxySnapshot.Answers::plus);
        return answers;
    }

    /// How long requests waited for a connection to any of them.
    synchronized ProxySnapshot.Durations connectionWaits() {
        ProxySnapshot.Durations waits = past;
        for (Upstream.Target target : all())
            waits = waits.plus(target.load().connectionWaits().snapshot());
        return waits;
    }
}
