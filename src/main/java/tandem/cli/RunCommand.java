package tandem.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tandem.cli.demo.EndWithParent;
import tandem.config.ConfigFile;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.Settings;

/// `tandem run -c FILE`: one node, until it is told to stop.
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Run one node with a configuration file. The same file serves every node: a node finds its own entry.",
            "",
            "SIGTERM or Ctrl-C stops in good order: /readyz says no, requests in flight go on within stop.drain, the"
                    + " virtual address goes to another node, and the exit status is 0.",
            "A virtual address of mode linux needs the capabilities NET_ADMIN and NET_RAW, a port below 1024 needs"
                    + " NET_BIND_SERVICE."
        })
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            required = true,
            description = "the configuration, for example conf/tandem.yaml")
    private Path config = Path.of("");

    @Option(
            names = "--node",
            paramLabel = "NAME",
            description = "which of the file's nodes this is (default: $TANDEM_NODE, or the one that has this host's"
                    + " address or name)")
    private @Nullable String node;

    @Option(names = "--exit-with-parent", hidden = true, description = "stop when the process that started it is gone")
    private boolean exitWithParent;

    @Override
    public Integer call() throws InterruptedException {
        return switch (ConfigFile.load(config, Identity.ofThisHost(node))) {
            case Loaded.Invalid(var report) -> {
                System.err.println(report.text());
                yield 1;
            }
            case Loaded.Valid(var settings, var report) -> {
                report.problems().forEach(problem -> LOG.warn("{}", problem.text()));
                if (settings.cluster().witness()) {
                    System.err.println(config + ": " + settings.cluster().self()
                            + " is a witness and serves nobody; start it with `tandem witness`");
                    yield 1;
                }
                yield run(settings);
            }
        };
    }

    private Integer run(Settings settings) throws InterruptedException {
        LOG.info(
                "Tandem {} starts as node {} with {}; process {}, Java {}",
                Version.number(),
                settings.cluster().self(),
                config,
                ProcessHandle.current().pid(),
                Runtime.version());
        Node running;
        try {
            running = Node.start(settings);
        } catch (StartFailed e) {
            LOG.error("{}", e.getMessage());
            return 1;
        }
        var stop = new OrderlyStop(running::stop);
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "orderly stop"));
        if (exitWithParent) EndWithParent.watch();
        running.awaitEnd();
        return 0;
    }
}
