package tandem.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.AdminServer;
import tandem.admin.EventLog;
import tandem.admin.HealthEvents;
import tandem.admin.NodeSnapshot;
import tandem.admin.Readiness;
import tandem.admin.ReloadedJson;
import tandem.admin.Services;
import tandem.cluster.BeaconCounts;
import tandem.cluster.Fitness;
import tandem.cluster.Quorum;
import tandem.config.Settings;
import tandem.health.HealthChange;
import tandem.metrics.Metrics;
import tandem.notify.Notifier;
import tandem.proxy.NameResolution;
import tandem.vip.VipSettings;

/// One running node: the data path, the HA path and the admin endpoints, started and stopped in order.
final class Node {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration LAG_EVERY = Duration.ofSeconds(1);
    private static final Duration TELL_LIMIT = Duration.ofSeconds(3);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Settings settings;
    private final Vertx vertx;
    private final Instant started = Instant.now();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ToldFitness fitness = new ToldFitness();
    private volatile boolean stopping;
    private volatile @Nullable DataPath data;
    private volatile @Nullable HaPath ha;
    private final KeptPools kept;
    private final EventLog events = new EventLog();
    private volatile @Nullable Checkup checkup;
    private volatile @Nullable HealthSharing sharing;
    private final Reloader.Source source;
    private volatile @Nullable Reloader reloader;
    private volatile @Nullable Notifier notifier;
    private volatile @Nullable AdminServer admin;

    private Node(Settings settings, Reloader.Source source) {
        this.source = source;
        this.settings = settings;
        this.kept = KeptPools.open(settings);
        // Vert.x would keep a folder for files from jars, which a killed process leaves behind.
        var noCopies =
                new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
        this.vertx = Vertx.vertx(new VertxOptions()
                .setPreferNativeTransport(true)
                .setFileSystemOptions(noCopies)
                .setAddressResolverOptions(
                        NameResolution.options(settings.front().dns()))
                .setEventLoopPoolSize(settings.proxy().eventLoops() + 1));
    }

    /// Starts a node; blocks until it serves and is in its cluster.
    static Node start(Settings settings, Reloader.Source source) throws StartFailed, InterruptedException {
        var begin = System.nanoTime();
        var node = new Node(settings, source);
        var joining = Joining.begin(settings);
        try {
            node.startRooms(joining);
        } catch (StartFailed | RuntimeException e) {
            var looking = node.checkup;
            if (looking != null) looking.close();
            node.vertx.close();
            var joined = node.ha;
            if (joined != null) joined.close();
            else joining.abandon();
            throw e;
        }
        LOG.info("node {} is up after {} ms", settings.cluster().self(), millisSince(begin));
        return node;
    }

    private void startRooms(Joining joining) throws StartFailed, InterruptedException {
        if (!vertx.isNativeTransportEnabled())
            LOG.warn(
                    "no native transport on this system, requests take longer: {}",
                    String.valueOf(vertx.unavailableNativeTransportCause()));
        var telling = notifier();
        events.follow(telling::tell);
        if (Logging.isJson()) events.follow(EventLines::log);
        notifier = telling;
        var serving = await(DataPath.start(vertx, settings, kept::begin, this::healthChanged), START_LIMIT);
        kept.serve(serving.livePools());
        data = serving;
        for (var listener : settings.listeners()) await(serving.listeners().open(listener), START_LIMIT);
        var looking = Checkup.start(
                settings.fitness(), serving.patient(vertx, settings.proxy()), this::fitnessMayHaveChanged);
        checkup = looking;
        var peers = new AdminPeers(settings.cluster().self(), vertx, () -> ha);
        var measured = new Metrics(this::snapshot, events, telling::counts, serving.loops());
        vertx.setPeriodic(LAG_EVERY.toMillis(), _ -> measured.look());
        var services = services(peers, measured);
        peers.serve(services);
        admin = await(AdminServer.start(vertx, settings.admin(), services), START_LIMIT);
        var joined = HaPath.start(
                settings,
                joining,
                new AddressDrivers(settings, serving),
                serving.clients(),
                this::fitnessMayHaveChanged);
        ha = joined;
        peers.join(joined);
        WishExchange.start(vertx, peers, kept, joined::members);
        sharing = sharing(serving, joined, looking);
        fitnessMayHaveChanged();
        var following = new Reloader(
                source, kept.following(new LiveChange(serving, settings.stop().drain(), telling)), settings);
        reloader = following;
        following.watch(result -> events.add(ReloadedJson.event(result), result.at()));
        HeardSignal.onEach("HUP", following::hungUp);
        HeardSignal.onEach("USR1", serving::reopenLogs);
    }

    private HealthSharing sharing(DataPath serving, HaPath joined, Checkup looking) {
        return HealthSharing.start(
                new HealthSharing.Own(settings.cluster().self(), serving.tables(), kept, serving.livePools()),
                joined.sideTalk().bulletins(),
                looking::report,
                this::fitnessMayHaveChanged);
    }

    private void healthChanged(HealthChange change) {
        events.add(HealthEvents.of(change), Instant.now());
        fitnessMayHaveChanged();
    }

    private Notifier notifier() throws StartFailed {
        var cluster = settings.cluster();
        try {
            return Notifier.of(vertx, settings.notifications(), cluster.name(), cluster.self(), cluster.priority());
        } catch (Notifier.Unusable e) {
            throw new StartFailed(e);
        }
    }

    /// The settings as the newest reload left them.
    private Settings inForce() {
        var following = reloader;
        return following == null ? settings : following.settings();
    }

    private Services services(AdminPeers peers, Metrics measured) {
        return new Services(
                this::snapshot,
                this::readiness,
                new AdminSwitchover(vertx, () -> ha, settings.stop().drain()),
                peers,
                new ProcessControl(this::inForce, new AdminReload(vertx, () -> reloader)),
                events,
                kept,
                measured::text);
    }

    /// Tells the cluster what this node's fitness is now. The first word waits for the backends' first
    /// checks.
    private void fitnessMayHaveChanged() {
        var serving = data;
        var joined = ha;
        var looking = checkup;
        var talking = sharing;
        if (serving == null || joined == null || looking == null) return;
        joined.warm(looking.warm());
        if (talking == null || !talking.settled() || !looking.ready()) return;
        fitness.tell(() -> NodeFitness.of(serving.servedPool(), joined.problems(), looking.reasons()), joined::fitness);
    }

    private Readiness readiness() {
        if (stopping) return new Readiness(false, List.of("stopping"));
        if (ha == null) return new Readiness(false, List.of("starting"));
        return fitness.last().map(NodeFitness::readiness).orElseGet(() -> new Readiness(false, List.of(notYet())));
    }

    private String notYet() {
        var looking = checkup;
        return looking == null || looking.ready() ? "the backends are not checked yet" : "warming up";
    }

    private NodeSnapshot snapshot() {
        var joined = ha;
        var serving = data;
        var looking = checkup;
        var endpoints = admin;
        if (serving == null) throw new IllegalStateException("starting");
        var listen = settings.proxy().listen();
        return new NodeSnapshot(
                new NodeSnapshot.About(
                        settings.cluster().self(),
                        settings.cluster().name(),
                        Version.number(),
                        started,
                        listen.host() + ":" + listen.port(),
                        settings.cluster()
                                .policy()
                                .quorum()
                                .map(Quorum::witnesses)
                                .orElse(Set.of())),
                readiness(),
                joined == null ? List.of() : joined.members(),
                joined == null ? BeaconCounts.NONE : joined.beacons(),
                joined == null ? NodeSnapshot.Vips.UNKNOWN : joined.vipsNow(),
                looking == null ? NodeSnapshot.Inside.UNKNOWN : new NodeSnapshot.Inside(looking.warm(), looking.all()),
                serving.traffic(),
                new NodeSnapshot.Serving(
                        serving.listening(),
                        serving.pools(),
                        endpoints == null ? Optional.empty() : endpoints.certificate()));
    }

    /// Blocks until the node has stopped.
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    /// Stops in good order: not ready, the VIPs handed over, the connections that are left ended one by one
    /// and their requests answered, the listeners closed, the cluster left.
    ///
    /// The VIPs go first: under steady load, new connections come for as long as they are here.
    void stop() throws InterruptedException {
        var serving = data;
        var joined = ha;
        if (serving == null || joined == null) throw new IllegalStateException("not started");
        var begin = System.nanoTime();
        var drain = settings.stop().drain();
        LOG.info("stopping in good order: not ready any more, draining for {} s at most", drain.toSeconds());
        stopping = true;
        fitness.end();
        var telling = notifier;
        if (telling != null) telling.leaving();
        var following = reloader;
        if (following != null) following.close();
        joined.handOver(drain);
        var looking = checkup;
        if (looking != null) looking.close();
        joined.fitness(new Fitness.Leaving());
        var left = serving.drain(drain);
        if (left > 0) LOG.warn("{} requests are still in flight after the drain limit", left);
        joined.awaitLastConnection(drain);
        joined.leave(joined.accompanied() ? settings.stop().handover() : Duration.ZERO);
        if (telling != null)
            telling.stopped(settings.vips().stream().map(VipSettings::name).toList(), TELL_LIMIT);
        awaitQuietly(serving.stop(CLOSE_LIMIT));
        kept.close();
        var talking = sharing;
        if (talking != null) talking.close();
        joined.close();
        var endpoints = admin;
        if (endpoints != null) awaitQuietly(endpoints.close());
        awaitQuietly(vertx.close());
        LOG.info("stopped in good order after {} ms", millisSince(begin));
        ended.countDown();
    }

    private static <T> T await(Future<T> future, Duration limit) throws StartFailed, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new StartFailed(Objects.requireNonNullElse(e.getCause(), e));
        } catch (TimeoutException e) {
            throw new StartFailed("a listener did not come up within " + limit.toSeconds() + " s", e);
        }
    }

    private static void awaitQuietly(Future<?> future) throws InterruptedException {
        try {
            await(future, CLOSE_LIMIT.multipliedBy(2));
        } catch (StartFailed e) {
            LOG.warn("while stopping: {}", e.getMessage());
        }
    }

    private static long millisSince(long begin) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    }
}
