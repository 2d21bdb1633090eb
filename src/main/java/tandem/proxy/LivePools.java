package tandem.proxy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.backend.PoolChange;
import tandem.backend.PoolRefusal;
import tandem.health.BackendStatus;
import tandem.health.HealthTable;
import tandem.tls.BackendTls;

/// The pools of this node, over their health tables.
public final class LivePools implements Pools {
    private static final Logger LOG = LoggerFactory.getLogger(LivePools.class);

    private static final Duration REPORT_PAUSE = Duration.ofSeconds(10);

    private final List<Pool> pools;
    private final Map<String, PoolSnapshot.Moves> told = new ConcurrentHashMap<>();
    private final Figures figures;
    private final InstantSource wall;

    /// One of them.
    ///
    /// @param tls what its connections are made safe with; empty for plain ones
    public record Pool(PoolSettings settings, HealthTable table, Optional<BackendTls> tls) {
        /// One with plain connections.
        public Pool(PoolSettings settings, HealthTable table) {
            this(settings, table, Optional.empty());
        }

        String name() {
            return settings.name();
        }
    }

    /// What is counted of all pools.
    public interface Figures {
        /// Empty for one that serves nothing.
        Optional<Counted> of(String pool);
    }

    /// What is counted of a pool.
    public interface Counted {
        /// Of its backends.
        List<ProxySnapshot.BackendTraffic> snapshot();

        /// Of those that wait; empty where none ever does.
        Optional<PoolSnapshot.Queue> waiting();

        /// How many sessions of a backend were seen within the time before now.
        int sessions(Backend backend, Duration window);

        /// How many sessions went elsewhere because their backend could not have them.
        long stickyBreaks();

        /// The same by that backend, since it was asked for last.
        Map<String, Long> takeStickyBreaks();

        /// Cookies of the affinity that were not sealed by its key.
        long cookiesRefused();

        /// Requests that got a second try beside the first.
        PoolSnapshot.Hedges hedges();

        /// The backends whose sessions bear a jvmRoute that is not their name, by that route.
        Map<String, String> routes();

        /// A backend hands out session ids of this jvmRoute, as another node says.
        void learn(String route, String backend);
    }

    public LivePools(List<Pool> pools, Figures figures, InstantSource wall) {
        this.pools = List.copyOf(pools);
        this.figures = figures;
        this.wall = wall;
    }

    @Override
    public List<PoolSnapshot> list() {
        return pools.stream().map(this::snapshot).toList();
    }

    @Override
    public Changed change(String pool, PoolChange change) {
        Optional<Pool> found =
                pools.stream().filter(one -> one.name().equals(pool)).findFirst();
        if (found.isEmpty())
            return new Changed.Refused(new PoolRefusal(PoolRefusal.Why.NO_SUCH_POOL, "there is no pool " + pool));
        Optional<PoolRefusal> refusal = found.get().table().change(change, wall.instant());
        if (refusal.isPresent()) return new Changed.Refused(refusal.get());
        LOG.info("pool {}: {}", pool, change.text());
        return new Changed.Done(snapshot(found.get()));
    }

    @Override
    public Optional<List<BackendStatus.LastCheck>> checks(String pool, String backend) {
        return pools.stream()
                .filter(one -> one.name().equals(pool))
                .findFirst()
                .flatMap(one -> one.table().checks(backend));
    }

    /// What was learned of the jvmRoutes of a pool: the backends, by route.
    public Map<String, String> routes(String pool) {
        return figures.of(pool).map(Counted::routes).orElse(Map.of());
    }

    /// Another node has learned these.
    public void learn(String pool, Map<String, String> routes) {
        figures.of(pool).ifPresent(counted -> routes.forEach(counted::learn));
    }

    /// To be called some times in a second.
    public void tick() {
        Instant now = wall.instant();
        for (Pool pool : pools) {
            figures.of(pool.name()).ifPresent(counted -> tellBreaks(pool, counted, now));
            Map<String, Mode> before = pool.table().modes();
            pool.table().tick(name -> isIdle(pool, name, before.getOrDefault(name, new Mode.Enabled()), now), now);
            pool.table().modes().forEach((name, mode) -> {
                if (mode instanceof Mode.Drained && !mode.equals(before.get(name)))
                    LOG.info("pool {}: {} is drained: {}", pool.name(), name, why(pool, name, before.get(name), now));
            });
        }
    }

    /// What has ended a drain, for the log.
    private String why(Pool pool, String name, @Nullable Mode before, Instant now) {
        if (!(before instanceof Mode.Draining(Instant since, Instant until))) return "by an operator";
        String took = Duration.between(since, now).toSeconds() + " s";
        if (now.isBefore(until)) return "no request is under way after " + took + ", and its sessions are quiet";
        int left = inFlight(pool, name);
        return "its limit of " + Duration.between(since, until).toSeconds() + " s is over, with " + left
                + (left == 1 ? " request" : " requests") + " under way";
    }

    private boolean isIdle(Pool pool, String name, Mode mode, Instant now) {
        if (!(mode instanceof Mode.Draining(Instant since, Instant _))) return false;
        Duration window = window(mode);
        if (Duration.between(since, now).compareTo(window) < 0) return false;
        return inFlight(pool, name) == 0 && sessions(pool, name, window) == 0;
    }

    private static Duration window(Mode mode) {
        return switch (mode) {
            case Mode.Draining(Instant since, Instant until) -> {
                Duration half = Duration.between(since, until).dividedBy(2);
                yield half.compareTo(LiveSessions.USUAL_WINDOW) < 0 ? half : LiveSessions.USUAL_WINDOW;
            }
            case Mode.Enabled(), Mode.Drained(Instant _) -> LiveSessions.USUAL_WINDOW;
        };
    }

    private int inFlight(Pool pool, String backend) {
        return figures.of(pool.name()).map(Counted::snapshot).orElse(List.of()).stream()
                .filter(one -> one.backend().equals(backend))
                .mapToInt(one -> one.done().inFlight())
                .sum();
    }

    private int sessions(Pool pool, String name, Duration window) {
        return pool.table().backends().stream()
                .filter(backend -> backend.name().equals(name))
                .mapToInt(backend -> figures.of(pool.name())
                        .map(counted -> counted.sessions(backend, window))
                        .orElse(0))
                .sum();
    }

    /// Tells of sessions that had to leave their backends, at once and then once in [#REPORT_PAUSE] at most.
    private void tellBreaks(Pool pool, Counted counted, Instant now) {
        PoolSnapshot.Moves last = told.get(pool.name());
        if (last != null && Duration.between(last.at(), now).compareTo(REPORT_PAUSE) < 0) return;
        Map<String, Long> moved = counted.takeStickyBreaks();
        if (moved.isEmpty()) return;
        PoolSnapshot.Moves fresh = new PoolSnapshot.Moves(now, moved);
        told.put(pool.name(), fresh);
        LOG.warn("pool {}: {}", pool.name(), fresh.text());
    }

    private PoolSnapshot snapshot(Pool pool) {
        Optional<Counted> counted = figures.of(pool.name());
        Map<String, PoolSnapshot.Traffic> done = counted.map(Counted::snapshot).orElse(List.of()).stream()
                .collect(Collectors.toMap(
                        ProxySnapshot.BackendTraffic::backend, ProxySnapshot.BackendTraffic::done, (a, _) -> a));
        Map<String, Mode> modes = pool.table().modes();
        List<PoolSnapshot.Member> members = pool.table().snapshot().stream()
                .map(status -> {
                    String name = status.backend().name();
                    Mode mode = modes.getOrDefault(name, new Mode.Enabled());
                    PoolSnapshot.Traffic traffic = done.getOrDefault(name, PoolSnapshot.Traffic.NONE);
                    int sessions = counted.map(all -> all.sessions(status.backend(), window(mode)))
                            .orElse(0);
                    return new PoolSnapshot.Member(status, mode, traffic.withSessions(sessions));
                })
                .toList();
        return new PoolSnapshot(
                pool.name(),
                pool.settings().balance(),
                pool.table().version(),
                members,
                counted.flatMap(Counted::waiting),
                pool.tls().map(BackendTls::snapshot),
                new PoolSnapshot.Sticky(
                        counted.map(Counted::stickyBreaks).orElse(0L),
                        counted.map(Counted::cookiesRefused).orElse(0L),
                        Optional.ofNullable(told.get(pool.name()))),
                counted.map(Counted::hedges).orElse(PoolSnapshot.Hedges.NONE));
    }
}
