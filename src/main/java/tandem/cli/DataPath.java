package tandem.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import tandem.admin.NodeSnapshot;
import tandem.config.Settings;
import tandem.health.HealthChange;
import tandem.health.HealthChecker;
import tandem.health.HealthLog;
import tandem.health.HealthTable;
import tandem.proxy.Dialer;
import tandem.proxy.ListenerSnapshot;
import tandem.proxy.LivePools;
import tandem.proxy.NextEdge;
import tandem.proxy.PoolSettings;
import tandem.proxy.ProxyServer;
import tandem.proxy.ProxySettings;
import tandem.proxy.ProxySettings.Listen;
import tandem.proxy.ProxySnapshot;
import tandem.proxy.Served;
import tandem.tls.BackendTls;
import tandem.vip.Clients;
import tandem.vip.SharedListener;

/// The data path's rooms, wired: a health table and a checker for each pool, and the proxy in front.
final class DataPath {
    /// How often the end of the connections is looked for.
    private static final Duration DRAIN_POLL = Duration.ofMillis(5);

    /// How often the windows of the pools roll and the ends of their drains are looked for.
    private static final Duration POOLS_TICK = Duration.ofMillis(250);

    private record Guarded(
            PoolSettings settings, HealthTable table, HealthChecker checker, Dialer dialer, Optional<BackendTls> tls) {}

    private final List<Guarded> pools;
    private final Guarded served;
    private final ProxyServer proxy;
    private final LivePools live;
    private final Listeners listeners;
    private final BackendTrust trust;

    private DataPath(List<Guarded> pools, Guarded served, ProxyServer proxy, BackendTrust trust) {
        this.pools = List.copyOf(pools);
        this.served = served;
        this.proxy = proxy;
        this.trust = trust;
        this.listeners = new Listeners(proxy);
        this.live = new LivePools(
                pools.stream()
                        .map(pool -> new LivePools.Pool(pool.settings(), pool.table(), pool.tls()))
                        .toList(),
                proxy,
                InstantSource.system());
    }

    /// Changes of the pools while they run, and what they do.
    LivePools livePools() {
        return live;
    }

    /// Begins to listen and to check.
    ///
    /// @param begun         gets the table of each pool before any request does
    /// @param changed told on an event loop of a backend's first check, ejection or readmission, each once
    static Future<DataPath> start(
            Vertx vertx, Settings settings, Consumer<HealthTable> begun, Consumer<HealthChange> changed) {
        var log = new HealthLog();
        var pools = new ArrayList<Guarded>();
        var trust = new BackendTrust();
        for (var pool : settings.pools()) {
            BackendTrust.OfPool tls;
            try {
                tls = trust.open(pool);
            } catch (SSLException | Unusable e) {
                return Future.failedFuture(e);
            }
            var table = new HealthTable(pool.name(), pool.backends(), pool.health(), System::nanoTime, change -> {
                log.accept(change);
                changed.accept(change);
            });
            begun.accept(table);
            var dialer = Dialer.open(vertx, pool.transport(), tls.requests().orElse(null));
            var checks =
                    Dialer.open(vertx, pool.transport().ofChecks(), tls.checks().orElse(null));
            var checker = HealthChecker.start(vertx, table, pool.health(), checks);
            pools.add(new Guarded(pool, table, checker, dialer, tls.requests()));
        }
        var served = pools.stream()
                .filter(pool -> pool.settings().name().equals(settings.proxy().pool()))
                .findFirst()
                .orElseThrow();
        var reachable = pools.stream()
                .map(pool -> new Served(pool.settings(), pool.table(), pool.dialer()))
                .toList();
        return ProxyServer.start(vertx, settings.proxy(), reachable, settings.edge())
                .map(proxy -> {
                    Listeners.tell(settings.proxy().listen(), proxy.port());
                    var path = new DataPath(pools, served, proxy, trust);
                    vertx.setPeriodic(POOLS_TICK.toMillis(), _ -> path.live.tick());
                    return path;
                });
    }

    /// The addresses that clients connect to beside `proxy.listen`.
    Listeners listeners() {
        return listeners;
    }

    /// Looks at the files of certificates, and goes by what is new in them. Blocks.
    void refreshCertificates(Instant now) {
        listeners.refresh(now);
        trust.refresh(now);
    }

    /// Every address that clients connect to now.
    List<ListenerSnapshot> listening() {
        return proxy.listeners();
    }

    /// Whether files of pages have changed since they were read. Blocks.
    boolean hasStalePages(Settings settings) {
        return proxy.edge().isStale(settings.edge());
    }

    /// Makes ready what is to be done with requests besides passing them on. Blocks.
    ///
    /// @throws IOException with a line for whoever wrote the configuration
    NextEdge prepare(Settings after) throws IOException {
        return proxy.edge().next(after.edge(), after.proxy());
    }

    /// Goes by other time-outs, limits and trusted proxies from now on, and does this besides.
    Future<Void> apply(ProxySettings settings, NextEdge next) {
        return proxy.apply(settings, next);
    }

    /// The files of logs have been moved away.
    void reopenLogs() {
        proxy.edge().reopenLogs();
    }

    /// The shared socket of a VIP as the proxy's second listener.
    SharedListener sharedListener(String host, int port, Duration drain) {
        return new ProxyListener(proxy, new Listen(host, port), drain);
    }

    /// What is looked at to find out whether this node can serve.
    Checkup.Patient patient(Vertx vertx, ProxySettings settings) {
        return new Checkup.Patient(vertx, settings, proxy, served.settings(), served.table());
    }

    /// The pool that is served, as it stands.
    NodeFitness.Pool servedPool() {
        return new NodeFitness.Pool(
                served.settings().name(),
                served.settings().health().minHealthy(),
                served.table().snapshot());
    }

    /// The health of every pool's backends.
    List<HealthTable> tables() {
        return pools.stream().map(Guarded::table).toList();
    }

    List<NodeSnapshot.Pool> pools() {
        return live.list().stream().map(NodeSnapshot.Pool::of).toList();
    }

    /// A way to run something on each event loop of the proxy.
    List<Executor> loops() {
        return proxy.loops();
    }

    ProxySnapshot traffic() {
        return proxy.snapshot();
    }

    /// Who is connected, for moves of a VIP.
    Clients clients() {
        return new ProxyClients(proxy);
    }

    /// Ends keep-alive connections one by one, and waits until none is open or the limit is over.
    ///
    /// @return how many requests are in flight at the end
    int drain(Duration limit) throws InterruptedException {
        proxy.drain();
        var end = System.nanoTime() + limit.toNanos();
        while (proxy.connections() > 0 && System.nanoTime() < end) Thread.sleep(DRAIN_POLL);
        return proxy.inFlight();
    }

    /// Stops listening and checking; requests in flight may go on within the limit.
    Future<Void> stop(Duration limit) {
        var closed = pools.stream().map(pool -> pool.checker().close()).toList();
        return Future.join(closed).transform(_ -> proxy.shutdown(limit)).onComplete(_ -> trust.close());
    }
}
