package tandem.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tandem.config.ConfigFile;
import tandem.config.Identity;
import tandem.config.Loaded;

/// `tandem switchover`: what an operator does before an update of a node.
@Command(
        name = "switchover",
        mixinStandardHelpOptions = true,
        description = {
            "Give the virtual address to another node, without cutting a connection where that can be had. To be run on"
                    + " the node that owns it.",
            "",
            "New connections go to the other node at once; those that are open live on here, for stop.drain at most."
                    + " Exit status 0 when the other node has it, 1 when it stays."
        })
final class SwitchoverCommand implements Callable<Integer> {

    @Option(names = "--vip", paramLabel = "NAME", description = "which one (default: the only one)")
    private @Nullable String vip;

    @Option(names = "--to", paramLabel = "NODE", description = "to which node (default: the best one that is fit)")
    private @Nullable String to;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "the node's configuration, for its admin.listen")
    private @Nullable Path config;

    @Option(
            names = "--admin",
            paramLabel = "HOST:PORT",
            description = "the node's admin.listen (default: 127.0.0.1:9900)")
    private @Nullable String admin;

    @Override
    public Integer call() throws InterruptedException {
        try {
            var client = new AdminClient(address());
            var name = vip == null ? only(client.status()) : vip;
            System.out.println(name + ": " + client.switchover(name, to));
            return 0;
        } catch (IOException | AdminClient.Refused e) {
            System.err.println(e.getMessage());
            return 1;
        }
    }

    private String address() throws AdminClient.Refused {
        if (admin != null) return admin;
        var file = config;
        if (file == null) return "127.0.0.1:9900";
        return switch (ConfigFile.load(file, Identity.ofThisHost(null))) {
            case Loaded.Invalid(var report) -> throw new AdminClient.Refused(report.text());
            case Loaded.Valid(var settings, var _) ->
                settings.admin().listen().host() + ":"
                        + settings.admin().listen().port();
        };
    }

    private static String only(JsonObject status) throws AdminClient.Refused {
        List<String> names = status.getJsonArray("vips", new JsonArray()).stream()
                .map(one -> ((JsonObject) one).getString("name"))
                .toList();
        if (names.size() == 1) return names.getFirst();
        throw new AdminClient.Refused(
                names.isEmpty()
                        ? "this node has no virtual address"
                        : "say which with --vip: there are " + String.join(", ", names));
    }
}
