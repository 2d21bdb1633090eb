package tandem.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.backend.Outcome;
import tandem.backend.PoolChange;
import tandem.backend.PoolRefusal;

/// The health of one pool's backends, shared by all event loops.
///
/// The shell around [PoolHealth]: one atomic reference to an immutable value. Reading it is a volatile
/// read, and so is taking in an answer of a backend that answers; whatever changes something is tried again
/// until no other thread came between.
public final class HealthTable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthTable.class);

    private final String pool;
    private final HealthSettings settings;
    private final LongSupplier nanoClock;
    private final AtomicReference<PoolHealth> health;
    private final ChangeFeed feed;
    /// By name; kept when a backend goes, for requests under way; made anew at another address.
    private final Map<String, RequestCounter> counters = new ConcurrentHashMap<>();
    /// By name; those of backends that are gone go with the next tick.
    private final Map<String, CheckHistory> histories = new ConcurrentHashMap<>();

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
        this.settings = settings;
        this.nanoClock = nanoClock;
        long now = nanoClock.getAsLong();
        this.health = new AtomicReference<>(PoolHealth.unverified(pool, backends, now));
        this.feed = new ChangeFeed(listener);
        for (Backend backend : backends) {
            if (counters.put(backend.name(), counter(backend, now)) != null)
                throw new IllegalArgumentException(backend.name() + " is in pool " + pool + " twice");
        }
    }

    private RequestCounter counter(Backend of, long now) {
        return new RequestCounter(of, now, settings.eject().slow().factor() > 0);
    }

    /// Wants to be told how long each answer of a backend took, in nanoseconds; null for nobody who does.
    public @Nullable LongConsumer answered(Backend backend) {
        RequestCounter counter = counters.get(backend.name());
        Latencies latencies = counter == null ? null : counter.latencies();
        return latencies == null ? null : latencies::add;
    }

    /// The pool's name.
    public String pool() {
        return pool;
    }

    /// All backends of the pool: those of the configuration in its order, then those that were added.
    public List<Backend> backends() {
        return health.get().entries().stream().map(PoolHealth.Entry::backend).toList();
    }

    /// How many backends there are.
    public int size() {
        return health.get().entries().size();
    }

    /// Whether a backend of this name is in the pool.
    public boolean has(String name) {
        return health.get().indexes().containsKey(name);
    }

    /// The backends that may be balanced to now; cheap enough for every request.
    public Eligible eligible() {
        return health.get().eligible();
    }

    /// How long a backend starts slowly.
    public Duration slowStart() {
        return settings.slowStart();
    }

    /// A backend that answers, or does not, is known to after this long at most.
    public Duration checkedWithin() {
        return settings.check().longestGap();
    }

    /// The clock that all times here are of.
    public long now() {
        return nanoClock.getAsLong();
    }

    /// Takes in what came of a real request's attempt. One of a backend that is not in the pool any more is
    /// nothing, also where another one has its name now.
    public void attempted(Backend backend, Outcome attempt) {
        Outcome outcome = Ejection.counted(attempt, settings.failing());
        RequestCounter counter = counters.get(backend.name());
        PoolHealth current = health.get();
        Integer index = current.indexes().get(backend.name());
        if (counter == null || index == null || !counter.isOf(backend)) return;
        counter.count(outcome);
        if (!Ejection.matters(current.health(index), outcome)) return;
        RequestCounts counts = counter.within();
        long now = nanoClock.getAsLong();
        apply(backend, (before, at) -> before.attempted(at, outcome, counts, settings, now));
    }

    /// Takes in what came of an active check. One of a backend that is not in the pool any more is nothing.
    public void checked(Backend backend, CheckResult result) {
        long now = nanoClock.getAsLong();
        if (has(backend))
            histories.computeIfAbsent(backend.name(), _ -> new CheckHistory()).add(result, now);
        apply(backend, (before, at) -> before.checked(at, result, settings, now));
    }

    /// Weighs what other nodes say, as [Hearsay] has it. To be called some times in a second, also when they say
    /// nothing.
    ///
    /// @param words    of one moment; those of backends that are not in the pool at that address are nothing
    /// @param speakers those that are heard, and this one
    /// @param used     whether requests of clients went to the backend of this name lately
    public void told(List<Word> words, Set<Word.Speaker> speakers, Predicate<String> used) {
        long now = nanoClock.getAsLong();
        for (PoolHealth.Entry entry : health.get().entries()) {
            Backend backend = entry.backend();
            List<Word> about =
                    words.stream().filter(word -> word.line().isAbout(backend)).toList();
            boolean ours = used.test(backend.name());
            apply(
                    backend,
                    (before, at) -> before.told(
                            at,
                            new Hearsay.Heard(
                                    about,
                                    speakers,
                                    ours,
                                    HealthReport.Checks.of(
                                            before.entries().get(at).lastCheck())),
                            settings,
                            now));
        }
    }

    /// What this node can tell others of its backends.
    ///
    /// @param self this node
    public HealthReport.Pool report(Word.Speaker self) {
        long now = nanoClock.getAsLong();
        return HealthReport.Pool.of(health.get(), self, now);
    }

    /// Takes in what a backend says of itself ([AdviceLine]). What cannot be understood is nothing.
    public void advised(Backend backend, String said) {
        Optional<AdviceLine> line = AdviceLine.parse(said);
        if (line.isEmpty()) {
            LOG.debug("pool {}: {} says what cannot be understood: {}", pool, backend.name(), said);
            return;
        }
        long now = nanoClock.getAsLong();
        apply(backend, (before, at) -> before.advised(at, line.get(), settings, now));
    }

    /// Changes the pool while it runs.
    ///
    /// @param wall the time of day, which the end of a drain is told by
    /// @return why not, or empty when it is done
    public Optional<PoolRefusal> change(PoolChange change, Instant wall) {
        Membership.Moment now = new Membership.Moment(nanoClock.getAsLong(), wall);
        if (change instanceof PoolChange.Add(Backend added) && !has(added.name())) {
            counters.compute(
                    added.name(), (_, old) -> old != null && old.isOf(added) ? old : counter(added, now.nanos()));
            histories.remove(added.name());
        }
        while (true) {
            PoolHealth before = health.get();
            switch (Membership.decide(before, change, settings, now)) {
                case Membership.Result.Refused(PoolRefusal refusal) -> {
                    return Optional.of(refusal);
                }
                case Membership.Result.Changed(PoolHealth next) -> {
                    if (health.compareAndSet(before, next)) return Optional.empty();
                }
            }
        }
    }

    /// To be called some times in a second: rolls the windows, and ends drains.
    ///
    /// @param idle whether the backend of this name has neither a request nor a session left
    public void tick(Predicate<String> idle, Instant wall) {
        long now = nanoClock.getAsLong();
        for (RequestCounter counter : counters.values())
            counter.roll(settings.eject().window(), now);
        health.updateAndGet(before -> Membership.drained(before, idle, settings, wall));
        histories.keySet().retainAll(health.get().indexes().keySet());
        PoolHealth current = health.get();
        SlowSearch.find(current, counters, settings, now).ifPresent(slow -> {
            Integer index = current.indexes().get(slow.backend());
            if (index == null) return;
            Backend backend = current.entries().get(index).backend();
            apply(backend, (before, at) -> before.slow(at, slow.why(), settings, now));
        });
    }

    /// The last [CheckHistory#MOST] active checks of a backend, the newest one first.
    ///
    /// @return empty when there is no such backend
    public Optional<List<BackendStatus.LastCheck>> checks(String backend) {
        if (!health.get().indexes().containsKey(backend)) return Optional.empty();
        CheckHistory history = histories.get(backend);
        long now = nanoClock.getAsLong();
        return Optional.of(
                history == null
                        ? List.of()
                        : history.newestFirst().stream()
                                .map(check -> BackendStatus.LastCheck.of(check, now))
                                .toList());
    }

    /// How many changes of members, weights and modes there were.
    public long version() {
        return health.get().version();
    }

    /// What the operator wants of each backend, in the order of the snapshot.
    public Map<String, Mode> modes() {
        return health.get().entries().stream()
                .collect(Collectors.toUnmodifiableMap(entry -> entry.backend().name(), PoolHealth.Entry::mode));
    }

    /// Every backend as it is now, in the order of the configuration.
    public List<BackendStatus> snapshot() {
        long now = nanoClock.getAsLong();
        PoolHealth current = health.get();
        return current.entries().stream()
                .map(entry -> BackendStatus.of(entry, current.eligible(), settings.eject(), now)
                        .with(counted(entry.backend().name())))
                .toList();
    }

    private BackendStatus.Checks counted(String backend) {
        CheckHistory history = histories.get(backend);
        return history == null ? BackendStatus.Checks.NONE : history.counts();
    }

    /// Whether a backend is worth a closer look: it is out, or its newest check failed.
    boolean doubtful(Backend backend) {
        PoolHealth current = health.get();
        Integer index = current.indexes().get(backend.name());
        return index != null && current.health(index).doubtful();
    }

    /// Whether a backend is still in the pool, at the same address.
    boolean has(Backend backend) {
        PoolHealth current = health.get();
        Integer index = current.indexes().get(backend.name());
        return index != null && current.entries().get(index).backend().isAtAddressOf(backend);
    }

    private void apply(Backend backend, Event event) {
        PoolHealth.Step step;
        PoolHealth before;
        do {
            before = health.get();
            Integer index = before.indexes().get(backend.name());
            if (index == null || !before.entries().get(index).backend().isAtAddressOf(backend)) return;
            step = event.apply(before, index);
        } while (!health.compareAndSet(before, step.next()));
        long number = step.next().changes();
        step.change().ifPresent(change -> feed.deliver(number, change));
    }

    /// What becomes of the pool by something that one backend did.
    private interface Event {
        PoolHealth.Step apply(PoolHealth before, int index);
    }
}
