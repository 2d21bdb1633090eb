package tandem.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tandem.cli.demo.Demo;
import tandem.cli.demo.DemoFailed;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.config.ConfigFile;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.Settings;

/// `tandem demo`.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Start two nodes, two real Tomcats and a shared address on this machine, and follow what happens.",
            "",
            "Needs no root and no network. Prints who listens where and commands to try, among them how to kill the"
                    + " active node; then tells each event as it happens, and for how long clients were without service."
                    + " Ctrl-C stops everything."
        })
final class DemoCommand implements Callable<Integer> {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "what the two nodes run with (default: conf/demo.yaml of this Tandem)")
    private Path config = home().resolve("conf").resolve("demo.yaml");

    @Override
    public Integer call() throws InterruptedException {
        var nodes = new ArrayList<Settings>();
        for (var name : names()) {
            switch (ConfigFile.load(config, Identity.ofThisHost(name))) {
                case Loaded.Valid(var settings, var _) -> nodes.add(settings);
                case Loaded.Invalid(var report) -> {
                    System.err.println(report.text());
                    return 1;
                }
            }
        }
        return run(nodes);
    }

    private Integer run(List<Settings> nodes) throws InterruptedException {
        System.out.println("Starting two nodes and two Tomcats on this machine ...");
        var demo = new Demo(config, home().resolve("bin").resolve("jvm.options"), nodes);
        Runtime.getRuntime().addShutdownHook(new Thread(demo::close, "stop of the demo"));
        try {
            demo.run();
            return 0;
        } catch (DemoFailed e) {
            System.err.println("tandem demo: " + e.getMessage());
            return 1;
        }
    }

    /// The nodes of the file; its first one is called as in conf/demo.yaml.
    private List<String> names() {
        return switch (ConfigFile.load(config, Identity.ofThisHost("proxy-a"))) {
            case Loaded.Valid(var settings, var _) ->
                switch (settings.cluster().discovery()) {
                    case Discovery.Nodes(var peers) ->
                        peers.stream().map(peer -> peer.name()).toList();
                    case Discovery.Dns _ -> List.of("proxy-a");
                };
            case Loaded.Invalid _ -> List.of("proxy-a");
        };
    }

    private static Path home() {
        return Path.of(System.getProperty("tandem.home", "."));
    }
}
