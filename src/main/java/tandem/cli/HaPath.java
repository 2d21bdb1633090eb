package tandem.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tandem.cluster.BeaconCounts;
import tandem.cluster.ClusterStartException;
import tandem.cluster.Election;
import tandem.cluster.Fitness;
import tandem.cluster.HazelcastCluster;
import tandem.cluster.MemberStatus;
import tandem.cluster.RealTimePriority;
import tandem.cluster.View;
import tandem.config.Settings;
import tandem.vip.AddressDriver;
import tandem.vip.AddressException;
import tandem.vip.VipController;
import tandem.vip.VipHost;
import tandem.vip.VipSettings;
import tandem.vip.VipStatus;

/// The HA path's rooms, wired: the cluster tells each VIP's controller what it knows, and the controllers tell the
/// cluster what they claim. All of it happens on one thread, off the event loops.
final class HaPath implements VipHost {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final ScheduledExecutorService ha = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().name("tandem-ha").unstarted(RealTimePriority.during(task)));
    private final List<VipController> vips = new ArrayList<>();
    private final List<AddressDriver> opened = new ArrayList<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private final Runnable problemChanged;
    private @Nullable HazelcastCluster cluster;

    private HaPath(Runnable problemChanged) {
        this.problemChanged = problemChanged;
    }

    /// How a VIP's address is owned on this node.
    interface Drivers {
        AddressDriver open(VipSettings vip, ScheduledExecutorService ha) throws AddressException;
    }

    /// Prepares every address, then joins the cluster; blocks until both are done.
    ///
    /// @param problemChanged called when what keeps this node from owning a VIP has changed
    static HaPath start(Settings settings, Drivers drivers, Runnable problemChanged)
            throws StartFailed, InterruptedException {
        var path = new HaPath(problemChanged);
        try {
            for (var vip : settings.vips()) path.vips.add(path.controller(settings, vip, drivers));
            var joined = HazelcastCluster.start(settings.cluster(), path.ha);
            path.cluster = joined;
            path.vips.forEach(VipController::start);
            joined.follow(path::onView);
            return path;
        } catch (AddressException | ClusterStartException e) {
            path.close();
            throw new StartFailed(e);
        }
    }

    private VipController controller(Settings settings, VipSettings vip, Drivers drivers) throws AddressException {
        var policy = settings.cluster().policy().preferring(vip.prefer());
        var driver = drivers.open(vip, ha);
        opened.add(driver);
        return new VipController(vip, (view, name) -> Election.decide(view, name, policy), driver, ha, this);
    }

    private void onView(View view) {
        for (var vip : vips) vip.onView(view);
    }

    void fitness(Fitness fitness) {
        cluster().fitness(fitness);
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

    /// Gives every VIP to another node, or just up at the limit; blocks until none is held.
    void leave(Duration limit) throws InterruptedException {
        var left =
                vips.stream().map(vip -> vip.leave(limit).toCompletableFuture()).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(left).get(limit.plus(STOP_LIMIT).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a virtual address was not released in time", e);
        }
    }

    /// Leaves the cluster and ends the HA thread; after [#leave], or when the start failed.
    void close() {
        var joined = cluster;
        if (joined != null) joined.leave();
        opened.forEach(driver -> ha.execute(driver::close));
        ha.shutdown();
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
    public void forgetOthers(String why) {
        cluster().forgetOthers(why);
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
