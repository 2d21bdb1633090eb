package tandem.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tandem.cluster.ClusterSettings;
import tandem.cluster.ClusterStartException;
import tandem.cluster.Fitness;
import tandem.cluster.HazelcastCluster;
import tandem.cluster.RealTimePriority;

/// `tandem witness -c FILE`: a member that only votes, until it is told to stop.
@Command(
        name = "witness",
        mixinStandardHelpOptions = true,
        description = {
            "Run a witness: a third member for a site with two nodes, which hears both and stands by one. It proxies"
                    + " nothing and never has a virtual address, so it is small and needs no rights.",
            "",
            "It is an entry of cluster.nodes with `witness: true`, in the same file as on the nodes.",
            "SIGTERM or Ctrl-C stops it, with the exit status 0."
        })
final class WitnessCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(WitnessCommand.class);

    @Mixin
    private NodeOptions options = new NodeOptions();

    @Override
    public Integer call() throws InterruptedException {
        var settings = options.load();
        if (settings.isEmpty()) return 1;
        var cluster = settings.get().cluster();
        return cluster.witness() ? Logging.inBackground(() -> run(cluster)) : refuse(cluster);
    }

    private int refuse(ClusterSettings settings) {
        System.err.println(options.config() + ": " + settings.self()
                + " is a node that serves; start it with `tandem run`, or write `witness: true` in its entry");
        return 1;
    }

    private static int run(ClusterSettings settings) throws InterruptedException {
        // Others own what they own only while they hear it: a witness that comes late costs them their
        // addresses.
        var ha = RealTimePriority.detectorThread(settings.beacons().realTime());
        var stop = OrderlyStop.onSignals();
        HazelcastCluster cluster;
        try {
            cluster = HazelcastCluster.start(settings, Optional.empty(), ha);
        } catch (ClusterStartException e) {
            ha.shutdown();
            LOG.error("{}", e.getMessage());
            stop.notStarted();
            return 1;
        }
        cluster.fitness(new Fitness.Witness());
        if (settings.beacons().realTime()) RealTimePriority.raiseProcess();
        LOG.info("witness {} is up", settings.self());
        stop.started(() -> {
            cluster.leave();
            ha.shutdown();
            LOG.info("witness {} has stopped", settings.self());
        });
        new CountDownLatch(1).await();
        return 0;
    }
}
