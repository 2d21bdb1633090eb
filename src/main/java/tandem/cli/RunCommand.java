package tandem.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tandem.cli.demo.EndWithParent;
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
            "SIGHUP takes a changed configuration and renewed certificates over; no connection is cut for it. What"
                    + " cannot be taken over, and what is wrong, is in the log, and then nothing changes.",
            "SIGUSR1 opens the access log anew, for a program that has moved it away.",
            "A virtual address of mode linux needs the capabilities NET_ADMIN and NET_RAW, a port below 1024 needs"
                    + " NET_BIND_SERVICE."
        })
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    /// Neither an option nor a file of options.
    private static final Pattern PLAIN_FILE = Pattern.compile("[^-@\0][^\0]*");

    @Mixin
    private NodeOptions options = new NodeOptions();

    @Option(names = "--exit-with-parent", hidden = true, description = "stop when the process that started it is gone")
    private boolean exitWithParent;

    /// The command line by which services start nodes, `run -c FILE`, read without the library that knows all
    /// others: to load that takes a tenth of a second. Any other form is left to it; empty then.
    static Optional<RunCommand> plain(String... words) {
        boolean plain = words.length == 3
                && words[0].equals("run")
                && (words[1].equals("-c") || words[1].equals("--config"))
                && PLAIN_FILE.matcher(words[2]).matches();
        if (!plain) return Optional.empty();
        var command = new RunCommand();
        command.options = NodeOptions.of(Path.of(words[2]));
        return Optional.of(command);
    }

    /// Runs, without that library around it.
    ///
    /// @return the exit status
    int alone() {
        try {
            return call();
        } catch (RuntimeException | InterruptedException e) {
            LOG.error("the node cannot run", e);
            return 1;
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        var settings = options.load();
        if (settings.isEmpty()) return 1;
        if (!settings.get().cluster().witness()) return Logging.inBackground(() -> run(settings.get()));
        System.err.println(options.config() + ": " + settings.get().cluster().self()
                + " is a witness and serves nobody; start it with `tandem witness`");
        return 1;
    }

    private Integer run(Settings settings) throws InterruptedException {
        var stop = OrderlyStop.onSignals();
        LOG.info(
                "Tandem {} starts as node {} with {}; process {}, Java {}",
                Version.number(),
                settings.cluster().self(),
                options.config(),
                ProcessHandle.current().pid(),
                Runtime.version());
        Node running;
        try {
            running = Node.start(settings, new Reloader.Source(options.config(), options.identity()));
        } catch (StartFailed e) {
            LOG.error("{}", e.getMessage());
            stop.notStarted();
            return 1;
        } catch (RuntimeException | InterruptedException e) {
            // Such as a library that finds the JVM going down.
            stop.notStarted();
            throw e;
        }
        stop.started(running::stop);
        if (exitWithParent) EndWithParent.watch();
        running.awaitEnd();
        return 0;
    }
}
