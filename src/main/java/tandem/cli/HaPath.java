package tandem.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.admin.NodeSnapshot;
import tandem.cluster.BeaconCounts;
import tandem.cluster.Election;
import tandem.cluster.Fitness;
import tandem.cluster.Handovers;
import tandem.cluster.HazelcastCluster;
import tandem.cluster.Lost;
import tandem.cluster.MemberStatus;
import tandem.cluster.Quorum;
import tandem.cluster.RealTimePriority;
import tandem.cluster.SideTalk;
import tandem.cluster.View;
import tandem.config.Settings;
import tandem.vip.AddressDriver;
import tandem.vip.AddressException;
import tandem.vip.Clients;
import tandem.vip.HandBack;
import tandem.vip.Handover;
import tandem.vip.HandoverHost;
import tandem.vip.HandoverStatus;
import tandem.vip.LinuxHandBack;
import tandem.vip.Renewals;
import tandem.vip.VipController;
import tandem.vip.VipHost;
import tandem.vip.VipSettings;
import tandem.vip.VipStatus;

/// The HA path's rooms, wired: the cluster tells each VIP's controller what it knows, and the controllers tell the
/// cluster what they claim. All of it happens on one thread, off the event loops.
final class HaPath implements VipHost, HandoverHost {
    private static final Logger LOG = LoggerFactory.getLogger(HaPath.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    /// Without clients there is no first request after a takeover.
    private static final Duration FIRST_ANSWER_LIMIT = Duration.ofSeconds(10);

    private final ScheduledExecutorService ha;
    private final List<VipController> vips = new ArrayList<>();
    private final Map<String, Handover> handovers = new LinkedHashMap<>();
    /// By name of a VIP: by which clients come.
    private final Map<String, String> addresses = new HashMap<>();
    private final List<AddressDriver> opened = new ArrayList<>();
    private final List<HandBack> handBacks = new ArrayList<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private final Clients clients;
    private final Runnable problemChanged;
    private final boolean realTime;
    private final AtomicBoolean raised = new AtomicBoolean();
    private volatile boolean stopping;
    private @Nullable HazelcastCluster cluster;

    private HaPath(boolean realTime, ScheduledExecutorService ha, Clients clients, Runnable problemChanged) {
        this.realTime = realTime;
        this.clients = clients;
        this.problemChanged = problemChanged;
        this.ha = ha;
    }

    /// How a VIP's address is owned on this node.
    interface Drivers {
        AddressDriver open(VipSettings vip, ScheduledExecutorService ha) throws AddressException;
    }

    /// Prepares every address, and follows the cluster; blocks until both are done.
    ///
    /// @param joining        the cluster; when this fails, the caller abandons it
    /// @param problemChanged called when what keeps this node from owning a VIP has changed
    static HaPath start(Settings settings, Joining joining, Drivers drivers, Clients clients, Runnable problemChanged)
            throws StartFailed, InterruptedException {
        var path = new HaPath(settings.cluster().beacons().realTime(), joining.thread(), clients, problemChanged);
        try {
            for (var vip : settings.vips()) {
                path.vips.add(path.controller(settings, vip, drivers));
                path.handovers.put(vip.name(), path.handover(settings, vip));
                if (vip.mode() instanceof VipSettings.Mode.Linux linux) path.addresses.put(vip.name(), linux.address());
            }
            var joined = joining.await();
            path.cluster = joined;
            path.vips.forEach(VipController::start);
            joined.follow(path::onView);
            return path;
        } catch (AddressException | StartFailed e) {
            path.letGo();
            throw e instanceof StartFailed failed ? failed : new StartFailed(e);
        }
    }

    private VipController controller(Settings settings, VipSettings vip, Drivers drivers) throws AddressException {
        var policy = settings.cluster().policy().preferring(vip.prefer());
        var driver = drivers.open(vip, ha);
        opened.add(driver);
        // A node that stops does not take back what it has just handed over.
        return new VipController(
                vip,
                (view, name) -> Election.decide(view, name, stopping ? policy.sticky() : policy),
                driver,
                ha,
                this);
    }

    private Handover handover(Settings settings, VipSettings vip) {
        boolean exclusive =
                settings.cluster().policy().quorum().filter(Quorum::exclusive).isPresent();
        var handBack = switch (vip.mode()) {
            case VipSettings.Mode.Linux _
            when exclusive -> new HandBack.Unavailable("cluster.exclusive: an address is on one node at a time");
            case VipSettings.Mode.Linux linux -> LinuxHandBack.open(vip, linux);
            case VipSettings.Mode.Exec _ -> new HandBack.Unavailable("mode exec moves an address as a whole");
            case VipSettings.Mode.Socket _, VipSettings.Mode.None _ -> new HandBack.Unavailable("not needed");
        };
        handBacks.add(handBack);
        var policy = settings.cluster().policy().preferring(vip.prefer());
        return new Handover(vip, handBack, clients, policy, new Handover.Shell(ha, this));
    }

    private void onView(View view) {
        for (var handover : handovers.values()) handover.onView(view);
        for (var vip : vips) vip.onView(view);
    }

    void fitness(Fitness fitness) {
        cluster().fitness(fitness);
    }

    /// Whether this node would answer a first client quickly.
    void warm(boolean warm) {
        if (warm && realTime && raised.compareAndSet(false, true)) RealTimePriority.raiseProcess();
        cluster().warm(warm);
    }

    /// By name of a VIP: what keeps this node from owning it.
    Map<String, String> problems() {
        return Map.copyOf(problems);
    }

    List<MemberStatus> members() {
        return cluster().members();
    }

    BeaconCounts beacons() {
        return cluster().beacons();
    }

    List<VipStatus> vips() {
        return vips.stream().map(VipController::status).toList();
    }

    NodeSnapshot.Vips vipsNow() {
        var renewals = new HashMap<String, Renewals>();
        for (var vip : vips) renewals.put(vip.status().name(), vip.renewals());
        return new NodeSnapshot.Vips(vips(), handovers(), renewals);
    }

    /// What is said to the other nodes beside the HA path.
    SideTalk sideTalk() {
        return cluster().sideTalk();
    }

    List<HandoverStatus> handovers() {
        return handovers.values().stream().map(Handover::status).toList();
    }

    /// Planned moves of the VIP of this name; null when there is none.
    @Nullable
    Handover handover(String vip) {
        return handovers.get(vip);
    }

    /// Hands every VIP that this node owns over to another node; blocks until each has moved or stays.
    void handOver(Duration drain) throws InterruptedException {
        stopping = true;
        var moves = handovers.values().stream()
                .map(handover -> handover.move(Optional.empty(), drain, true))
                .toList();
        await(moves, drain.plus(STOP_LIMIT), "a virtual address was not handed over in time");
    }

    /// Blocks until no connection to a VIP that has moved lives on here.
    void awaitLastConnection(Duration limit) throws InterruptedException {
        var over = handovers.values().stream().map(Handover::over).toList();
        await(over, limit.plus(STOP_LIMIT), "connections are still kept");
    }

    /// Whether any other node is there that could take a VIP.
    boolean accompanied() {
        return members().stream().anyMatch(member -> !member.self() && member.heard());
    }

    private static void await(List<? extends CompletionStage<?>> stages, Duration limit, String late)
            throws InterruptedException {
        try {
            all(stages).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("{}: {}", late, e.toString());
        }
    }

    private static CompletableFuture<Void> all(List<? extends CompletionStage<?>> stages) {
        return CompletableFuture.allOf(
                stages.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }

    /// Gives every VIP to another node, or just up at the limit; blocks until none is held.
    void leave(Duration limit) throws InterruptedException {
        var left = all(vips.stream().map(vip -> vip.leave(limit)).toList());
        try {
            left.get(limit.plus(STOP_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a virtual address was not released in time", e);
        }
    }

    /// Leaves the cluster and ends the HA thread; after [#leave], or when the start failed.
    void close() {
        cluster().leave();
        letGo();
        ha.shutdown();
    }

    /// Gives back what was opened on this host.
    private void letGo() {
        opened.forEach(driver -> ha.execute(driver::close));
        handBacks.forEach(HandBack::close);
    }

    @Override
    public void claim(String vip, long term) {
        cluster().claim(vip, term);
    }

    @Override
    public void withdraw(String vip) {
        cluster().withdraw(vip);
    }

    @Override
    public void offer(String vip, Optional<Handovers.Offer> offer) {
        cluster().offer(vip, offer.orElse(null));
    }

    @Override
    public void answer(String vip, Optional<Handovers.Answer> answer) {
        cluster().answer(vip, answer.orElse(null));
    }

    @Override
    public void forgetOthers(String why) {
        cluster().forgetOthers(why);
    }

    @Override
    public Optional<Lost> lost(String node) {
        return cluster().lost(node);
    }

    /// In other modes than linux, clients may have connected to another address than that of the VIP.
    @Override
    public CompletionStage<Void> nextAnswer(String vip) {
        return clients.next(Optional.ofNullable(addresses.get(vip)), FIRST_ANSWER_LIMIT);
    }

    @Override
    public Optional<Duration> support(String vip) {
        return cluster().support(vip);
    }

    @Override
    public void problem(String vip, Optional<String> problem) {
        if (problem.isPresent()) problems.put(vip, problem.get());
        else problems.remove(vip);
        problemChanged.run();
    }

    private HazelcastCluster cluster() {
        var joined = cluster;
        if (joined == null) throw new IllegalStateException("not in a cluster yet");
        return joined;
    }
}
