package tandem.cli;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tandem hold`: what an operator does before he works on what a node's fitness depends on.
@Command(
        name = "hold",
        description = {
            "Let the virtual address stay at the node that has it: no node takes it for its priority or because the owner is"
                    + " unfit, and a switchover is refused. When the owner dies or stops, another node takes it all the"
                    + " same. Any node may be asked.",
            "",
            "It ends with `tandem release`, or by its limit."
        })
final class HoldCommand extends AdminCommand {

    @Option(names = "--vip", paramLabel = "NAME", description = "which one (default: the only one)")
    private @Nullable String vip;

    @Option(
            names = "--limit",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "how long at most, 1 to 604800 (default: ${DEFAULT-VALUE})")
    private int limit;

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        var name = vip == null ? SwitchoverCommand.only(client.get("/v1/vips")) : vip;
        var path = "/v1/vips/" + AdminClient.segment(name) + "/hold";
        var answer = client.change("POST", path, new JsonObject().put("limitSeconds", limit));
        out().println(name + ": " + answer.getString("text"));
    }
}
