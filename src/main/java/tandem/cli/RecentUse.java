package tandem.cli;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tandem.proxy.PoolSnapshot;

/// To which backends clients' requests went lately through this node. On one thread.
final class RecentUse {
    static final Duration LATELY = Duration.ofSeconds(10);

    private final Map<Key, Use> uses = new HashMap<>();
    private long now;

    private record Key(String pool, String backend) {}

    /// @param attempts so far
    /// @param at       when they had last grown
    private record Use(long attempts, long at) {}

    /// Looks how many requests there were; what has gone from the pools is forgotten.
    ///
    /// @param at by [System#nanoTime()]
    void look(List<PoolSnapshot> pools, long at) {
        now = at;
        Map<Key, Use> next = new HashMap<>();
        for (var pool : pools)
            for (var member : pool.backends()) {
                var key = new Key(pool.name(), member.status().backend().name());
                long attempts = member.traffic().attempts();
                var before = uses.getOrDefault(key, new Use(0, at - LATELY.toNanos()));
                next.put(key, attempts > before.attempts() ? new Use(attempts, at) : before);
            }
        uses.clear();
        uses.putAll(next);
    }

    /// Whether requests went to the backend of this name.
    Predicate<String> of(String pool) {
        return backend -> {
            var use = uses.get(new Key(pool, backend));
            return use != null && now - use.at() < LATELY.toNanos();
        };
    }
}
