package tandem.cli;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import tandem.cluster.ClusterStartException;
import tandem.cluster.HazelcastCluster;
import tandem.cluster.RealTimePriority;
import tandem.config.Settings;
import tandem.vip.VipSettings;

/// A cluster that is being joined, on a thread of its own: most of that is waiting, which the start of the data path
/// fills. Until the node says for the first time that it is fit, it claims nothing.
///
/// @param thread the HA thread; whoever has started with the cluster ends it
/// @param joined the cluster
record Joining(ScheduledExecutorService thread, CompletableFuture<HazelcastCluster> joined) {

    /// Begins.
    static Joining begin(Settings settings) {
        var ha = RealTimePriority.detectorThread(settings.cluster().beacons().realTime());
        var joined = new CompletableFuture<HazelcastCluster>();
        Thread.ofPlatform().daemon().name("tandem-join").start(() -> {
            try {
                joined.complete(join(settings, ha));
            } catch (InterruptedException | RuntimeException e) {
                joined.completeExceptionally(e);
            }
        });
        return new Joining(ha, joined);
    }

    private static HazelcastCluster join(Settings settings, ScheduledExecutorService ha) throws InterruptedException {
        var vips = settings.vips().stream()
                .collect(Collectors.toMap(VipSettings::name, vip -> vip.prefer().orElse("")));
        return HazelcastCluster.start(settings.cluster(), Optional.of(vips), ha);
    }

    /// Waits for the cluster.
    ///
    /// @throws StartFailed when it cannot be joined
    HazelcastCluster await() throws StartFailed, InterruptedException {
        try {
            return joined.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ClusterStartException refused) throw new StartFailed(refused);
            throw new IllegalStateException("the cluster was not joined", e.getCause());
        }
    }

    /// Leaves it again: what else a node needs did not start.
    void abandon() {
        var _ = joined.whenComplete((cluster, _) -> {
            if (cluster != null) cluster.leave();
            thread.shutdown();
        });
    }
}
