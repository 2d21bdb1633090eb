package tandem.health;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import tandem.backend.Backend;
import tandem.backend.Outcome;

/// The health of one pool's backends, shared by all event loops.
///
/// The shell around [PoolHealth]: one atomic reference to an immutable value. Reading it is a volatile
/// read, and so is taking in an answer of a backend that answers; whatever changes something is tried again
/// until no other thread came between.
public final class HealthTable {
    private final String pool;
    private final List<Backend> backends;
    private final Map<Backend, Integer> indexes;
    private final HealthSettings settings;
    private final LongSupplier nanoClock;
    private final AtomicReference<PoolHealth> health;
    private final ChangeFeed feed;

    /// A table whose backends are all unverified.
    ///
    /// @param nanoClock counts nanoseconds from an arbitrary origin, as [System#nanoTime()] does
    /// @param listener  is told of every change once, in order and by one thread at a time; it must not block
    public HealthTable(
            String pool,
            List<Backend> backends,
            HealthSettings settings,
            LongSupplier nanoClock,
            Consumer<HealthChange> listener) {
        this.pool = pool;
        this.backends = List.copyOf(backends);
        this.indexes = indexes(pool, this.backends);
        this.settings = settings;
        this.nanoClock = nanoClock;
        this.health = new AtomicReference<>(PoolHealth.unverified(pool, this.backends, nanoClock.getAsLong()));
        this.feed = new ChangeFeed(listener);
    }

    /// The pool's name.
    public String pool() {
        return pool;
    }

    /// All backends of the pool, in the order of the configuration.
    public List<Backend> backends() {
        return backends;
    }

    /// The backends that may be balanced to now; cheap enough for every request.
    public Eligible eligible() {
        return health.get().eligible();
    }

    /// Takes in what came of a real request's attempt.
    public void attempted(Backend backend, Outcome outcome) {
        int index = indexOf(backend);
        if (!Ejection.matters(health.get().health(index), outcome)) return;
        long now = nanoClock.getAsLong();
        apply(current -> current.attempted(index, outcome, settings.eject(), now));
    }

    /// Takes in what came of an active check.
    public void checked(Backend backend, CheckResult result) {
        int index = indexOf(backend);
        long now = nanoClock.getAsLong();
        apply(current -> current.checked(index, result, settings.check(), now));
    }

    /// Every backend as it is now, in the order of the configuration.
    public List<BackendStatus> snapshot() {
        long now = nanoClock.getAsLong();
        return health.get().entries().stream().map(entry -> status(entry, now)).toList();
    }

    /// Whether a backend is worth a closer look: it is out, or its newest check failed.
    boolean doubtful(Backend backend) {
        return health.get().health(indexOf(backend)).doubtful();
    }

    private void apply(Function<PoolHealth, PoolHealth.Step> event) {
        PoolHealth.Step step;
        PoolHealth before;
        do {
            before = health.get();
            step = event.apply(before);
        } while (!health.compareAndSet(before, step.next()));
        long number = step.next().changes();
        step.change().ifPresent(change -> feed.deliver(number, change));
    }

    private BackendStatus status(PoolHealth.Entry entry, long now) {
        BackendHealth health = entry.health();
        int passed = health instanceof BackendHealth.Out out ? out.passedChecks() : 0;
        return new BackendStatus(
                entry.backend(),
                health.standing(),
                reason(health),
                age(health.since(), now),
                entry.lastCheck().map(check -> new BackendStatus.LastCheck(check.result(), age(check.at(), now))),
                new BackendStatus.Counts(
                        health.failedChecks().count(), health.failedRequests().count(), passed));
    }

    /// Why it stands as it does, and what speaks against it by now.
    private String reason(BackendHealth health) {
        StringBuilder reason = new StringBuilder(health.reason());
        if (!health.failedChecks().isNone())
            reason.append("; ").append(health.failedChecks().text("check"));
        if (!health.failedRequests().isNone())
            reason.append("; ").append(health.failedRequests().text("request"));
        if (Ejection.spared(health, settings.eject())) reason.append("; kept as the last backend left");
        return reason.toString();
    }

    /// Never negative: another thread may have read the clock a little later and changed the table a little
    /// earlier.
    private static Duration age(long since, long now) {
        return Duration.ofNanos(Math.max(0, now - since));
    }

    private int indexOf(Backend backend) {
        Integer index = indexes.get(backend);
        if (index == null) throw new IllegalArgumentException(backend + " is not in pool " + pool);
        return index;
    }

    private static Map<Backend, Integer> indexes(String pool, List<Backend> backends) {
        Map<Backend, Integer> indexes = new HashMap<>();
        for (Backend backend : backends) {
            if (indexes.put(backend, indexes.size()) != null)
                throw new IllegalArgumentException(backend.name() + " is in pool " + pool + " twice");
        }
        return Map.copyOf(indexes);
    }
}
