package tandem.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tandem.cluster.ClusterSettings;
import tandem.cluster.ClusterStartException;
import tandem.cluster.Fitness;
import tandem.cluster.HazelcastCluster;
import tandem.config.ConfigFile;
import tandem.config.Identity;
import tandem.config.Loaded;

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

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "the configuration, for example conf/witness.yaml")
    private Path config = Path.of("");

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "which of the file's nodes this is (default: $TANDEM_NODE, or the one that has this host's"
                    + " address or name)")
    private @Nullable String node;

    @Override
    public Integer call() throws InterruptedException {
        return switch (ConfigFile.load(config, Identity.ofThisHost(node))) {
            case Loaded.Invalid(var report) -> {
                System.err.println(report.text());
                yield 1;
            }
            case Loaded.Valid(var settings, var report) -> {
                report.problems().forEach(problem -> LOG.warn("{}", problem.text()));
                yield settings.cluster().witness() ? run(settings.cluster()) : refuse(settings.cluster());
            }
        };
    }

    private int refuse(ClusterSettings settings) {
        System.err.println(config + ": " + settings.self()
                + " is a node that serves; start it with `tandem run`, or write `witness: true` in its entry");
        return 1;
    }

    private static int run(ClusterSettings settings) throws InterruptedException {
        var ha = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("tandem-ha").factory());
        HazelcastCluster cluster;
        try {
            cluster = HazelcastCluster.start(settings, ha);
        } catch (ClusterStartException e) {
            ha.shutdown();
            LOG.error("{}", e.getMessage());
            return 1;
        }
        cluster.fitness(new Fitness.Witness());
        LOG.info("witness {} is up", settings.self());
        var stop = new OrderlyStop(() -> {
            cluster.leave();
            ha.shutdown();
            LOG.info("witness {} has stopped", settings.self());
        });
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "orderly stop"));
        new CountDownLatch(1).await();
        return 0;
    }
}
