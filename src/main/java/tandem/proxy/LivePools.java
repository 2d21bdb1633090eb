package tandem.proxy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.backend.Mode;
import tandem.backend.PoolChange;
import tandem.backend.PoolRefusal;
import tandem.health.BackendStatus;
import tandem.health.HealthTable;
import tandem.tls.BackendTls;

/// The pools of this node, over their health tables.
public final class LivePools implements Pools {
    private static final Logger LOG = LoggerFactory.getLogger(LivePools.class);

    /// A drain has nothing left to wait for when for so long, or for half of its limit where that is shorter, no
    /// request of a session has come.
    private static final Duration QUIET = Duration.ofMinutes(5);

    private final List<Pool> pools;
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

    /// What is counted of a pool.
    public interface Figures {
        /// Of its backends; empty for one that serves nothing.
        List<BackendActivity> activity(String pool);

        /// Of those that wait; empty where none ever does.
        Optional<PoolSnapshot.Queue> queue(String pool);
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

    /// To be called some times in a second.
    public void tick() {
        Instant now = wall.instant();
        for (Pool pool : pools) {
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
        int left = figures.activity(pool.name()).stream()
                .filter(one -> one.traffic().backend().equals(name))
                .mapToInt(one -> one.traffic().done().inFlight())
                .sum();
        return "its limit of " + Duration.between(since, until).toSeconds() + " s is over, with " + left
                + (left == 1 ? " request" : " requests") + " under way";
    }

    private boolean isIdle(Pool pool, String name, Mode mode, Instant now) {
        if (!(mode instanceof Mode.Draining(Instant since, Instant until))) return false;
        Duration half = Duration.between(since, until).dividedBy(2);
        Duration quiet = half.compareTo(QUIET) < 0 ? half : QUIET;
        if (Duration.between(since, now).compareTo(quiet) < 0) return false;
        return figures.activity(pool.name()).stream()
                .filter(one -> one.traffic().backend().equals(name))
                .allMatch(one -> one.traffic().done().inFlight() == 0
                        && one.sessionsQuietFor().compareTo(quiet) >= 0);
    }

    private PoolSnapshot snapshot(Pool pool) {
        Map<String, PoolSnapshot.Traffic> done = figures.activity(pool.name()).stream()
                .map(BackendActivity::traffic)
                .collect(Collectors.toMap(
                        ProxySnapshot.BackendTraffic::backend, ProxySnapshot.BackendTraffic::done, (a, _) -> a));
        Map<String, Mode> modes = pool.table().modes();
        List<PoolSnapshot.Member> members = pool.table().snapshot().stream()
                .map(status -> member(status, modes, done))
                .toList();
        return new PoolSnapshot(
                pool.name(),
                pool.settings().balance(),
                pool.table().version(),
                members,
                figures.queue(pool.name()),
                pool.tls().map(BackendTls::snapshot));
    }

    private static PoolSnapshot.Member member(
            BackendStatus status, Map<String, Mode> modes, Map<String, PoolSnapshot.Traffic> done) {
        String name = status.backend().name();
        return new PoolSnapshot.Member(
                status,
                modes.getOrDefault(name, new Mode.Enabled()),
                done.getOrDefault(name, PoolSnapshot.Traffic.NONE));
    }
}
