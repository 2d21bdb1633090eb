package tandem.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tandem switchover`: what an operator does before an update of a node.
@Command(
        name = "switchover",
        description = {
            "Give the virtual address to another node, without cutting a connection where that can be had. Any node may"
                    + " be asked.",
            "",
            "New connections go to the other node at once; those that are open live on at the old one, for stop.drain at"
                    + " most. Exit status 0 when the other node has it, 1 when it stays, 6 when it is not over yet, or when"
                    + " somebody else moves it already: then nothing is asked for."
        })
final class SwitchoverCommand extends AdminCommand {

    @Option(names = "--vip", paramLabel = "NAME", description = "which one (default: the only one)")
    private @Nullable String vip;

    @Option(names = "--to", paramLabel = "NODE", description = "to which node (default: the best one that is fit)")
    private @Nullable String to;

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        var name = vip == null ? only(client.get("/v1/vips")) : vip;
        out().println(name + ": " + client.switchover(name, to));
    }

    static String only(JsonObject vips) throws AdminClient.Refused {
        List<String> names = vips.getJsonArray("vips", new JsonArray()).stream()
                .map(one -> ((JsonObject) one).getString("name"))
                .toList();
        if (names.size() == 1) return names.getFirst();
        throw new AdminClient.Refused(
                names.isEmpty()
                        ? "this node has no virtual address"
                        : "say which with --vip: there are " + String.join(", ", names));
    }
}
