package tandem.proxy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.health.Eligible;
import tandem.health.HealthTable;

/// The pool that requests go to, as all event loops share it.
final class Upstream implements LivePools.Counted {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

    private final PoolSettings pool;
    private final HealthTable health;
    private final @Nullable RequestQueue queue;
    private final byte @Nullable [] cookieSecret;
    private final StickyBreaks breaks = new StickyBreaks();
    private final LearnedRoutes routes = new LearnedRoutes();
    private final LongAdder cookiesRefused = new LongAdder();
    private final LongAdder hedged = new LongAdder();
    private final LongAdder hedgesWon = new LongAdder();
    private volatile long coarseNow;
    private final Targets targets = new Targets();

    /// A backend with what is counted of it.
    ///
    /// @param backend of the weight that it had first; the one in force is the health table's
    record Target(Backend backend, BackendLoad load) {
        private boolean isOf(Backend member) {
            return backend.name().equals(member.name()) && backend.isAtAddressOf(member);
        }
    }

    Upstream(PoolSettings pool, HealthTable health) {
        this(pool, health, null);
    }

    /// @param cookieSecret where the pool's affinity is a cookie
    private Upstream(PoolSettings pool, HealthTable health, byte @Nullable [] cookieSecret) {
        this.pool = pool;
        this.health = health;
        this.cookieSecret = cookieSecret;
        this.coarseNow = health.now();
        this.queue = pool.queue()
                .map(settings -> new RequestQueue(settings, this::isOpen))
                .orElse(null);
    }

    /// Those that are served, with the secrets of their cookies.
    ///
    /// @throws IOException with a line for whoever wrote the configuration
    static List<Upstream> open(List<Served> served) throws IOException {
        List<Upstream> upstreams = new ArrayList<>();
        for (Served pool : served) {
            byte[] secret = null;
            Optional<AffinityCookie> cookie = pool.settings().affinity().cookie();
            if (cookie.isPresent())
                secret = CookieSeal.secret(Path.of(cookie.get().keyFile().orElseThrow()));
            upstreams.add(new Upstream(pool.settings(), pool.health(), secret));
        }
        return upstreams;
    }

    /// Whether clients are told something with the answers of its backends.
    boolean tellsClients() {
        return cookieSecret != null;
    }

    /// For one event loop; null where the affinity is no cookie.
    @Nullable
    CookieSeal seal() {
        return cookieSecret == null ? null : new CookieSeal(cookieSecret, pool.name());
    }

    /// A request gets a second try beside its first.
    void hedged() {
        hedged.increment();
    }

    /// The second try was answered first.
    void hedgeWon() {
        hedgesWon.increment();
    }

    @Override
    public PoolSnapshot.Hedges hedges() {
        return new PoolSnapshot.Hedges(hedged.sum(), hedgesWon.sum());
    }

    /// A cookie came that nobody who has the key has made.
    void cookieRefused() {
        cookiesRefused.increment();
    }

    /// Whose sessions bear which jvmRoute, besides the backends' names.
    @Override
    public Map<String, String> routes() {
        return routes.all();
    }

    /// Whether it is the jvmRoute of one of its backends.
    boolean hasRoute(String route) {
        return health.has(route) || routes.backend(route) != null;
    }

    @Nullable
    String routeOf(String route) {
        return routes.backend(route);
    }

    @Override
    public void learn(String route, String backend) {
        if (routes.told(route, backend, health.backends())) tell(route, backend);
    }

    /// A backend hands out session ids of this jvmRoute, as this node has seen.
    void handsOut(String route, String backend) {
        if (routes.learn(route, backend, health.backends())) tell(route, backend);
    }

    private void tell(String route, String backend) {
        LOG.info("pool {}: session ids of the jvmRoute {} are handed out by {}", name(), route, backend);
    }

    /// Sessions that went elsewhere.
    StickyBreaks breaks() {
        return breaks;
    }

    /// By the table's clock, as it was some milliseconds ago.
    long coarseNow() {
        return coarseNow;
    }

    /// Where requests wait; null where as many as come may be under way.
    @Nullable
    RequestQueue queue() {
        return queue;
    }

    /// Looks at the clock, for those who have waited for too long, and for places that nobody has handed out.
    ///
    /// @param now by [System#nanoTime()]
    void watch(long now) {
        coarseNow = health.now();
        if (targets.size() > health.size()) targets.shrink(health.backends(), now);
        if (queue == null) return;
        for (Target target : targets.all()) {
            ConcurrencyLimit limit = target.load.limit();
            if (limit != null) limit.watch(now);
        }
        if (queue.isEmpty()) return;
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
        for (Backend backend : backends) if (target.isOf(backend)) return true;
        return false;
    }

    private boolean isOpen(Target target) {
        for (Backend backend : health.eligible().backends()) if (target.isOf(backend)) return backend.weight() > 0;
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

    /// Its backends with what is counted of them, also of those that were removed a moment ago.
    Targets targets() {
        return targets;
    }

    HealthTable health() {
        return health;
    }

    private @Nullable ConcurrencyLimit limit() {
        return pool.queue()
                .filter(settings -> settings.adaptiveFrom() > 0)
                .map(settings ->
                        new ConcurrencyLimit(settings.adaptiveFrom(), settings.requestsPerBackend(), System.nanoTime()))
                .orElse(null);
    }

    /// Made when it is asked for first; a backend's weight makes no difference.
    Target target(Backend backend) {
        return targets.of(backend, () -> new BackendLoad(health::now, health.answered(backend), limit()));
    }

    /// Of the pool's backends as they are now.
    @Override
    public List<ProxySnapshot.BackendTraffic> snapshot() {
        return health.backends().stream().map(this::traffic).toList();
    }

    private ProxySnapshot.BackendTraffic traffic(Backend backend) {
        return new ProxySnapshot.BackendTraffic(
                backend.name(), target(backend).load().snapshot());
    }

    @Override
    public Optional<PoolSnapshot.Queue> waiting() {
        return Optional.ofNullable(queue).map(RequestQueue::snapshot);
    }

    @Override
    public int sessions(Backend backend, Duration window) {
        return target(backend).load().sessions().within(window, health.now());
    }

    @Override
    public long stickyBreaks() {
        return breaks.total();
    }

    @Override
    public Map<String, Long> takeStickyBreaks() {
        return breaks.take();
    }

    @Override
    public long cookiesRefused() {
        return cookiesRefused.sum();
    }
}
