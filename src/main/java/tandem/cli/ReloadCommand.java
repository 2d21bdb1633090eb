package tandem.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tandem reload`: what `nginx -s reload` is to nginx, on every node.
@Command(
        name = "reload",
        description = {
            "Let every node read its configuration file and its certificates again, and take over what has changed; no"
                    + " connection is cut for it. The node that is asked goes first, and when it refuses, no other is"
                    + " asked.",
            "",
            "What cannot be used, or not without a restart, changes nothing and is printed. Exit status 0 when every node"
                    + " has done it, else 1."
        })
final class ReloadCommand extends AdminCommand {

    @Option(names = "--only", description = "on the node that is asked alone")
    private boolean only;

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        var answer = client.change("POST", "/v1/config/reload", new JsonObject().put("everywhere", !only));
        var changes = answer.getJsonArray("changes", new JsonArray());
        changes.forEach(change -> out().println(change));
        if (changes.isEmpty()) out().println("nothing has changed on this node");
        var nodes = answer.getJsonObject("nodes", new JsonObject());
        nodes.forEach(node -> out().println("  " + node.getKey() + ": " + node.getValue()));
        if (!nodes.stream().allMatch(node -> "done".equals(node.getValue())))
            throw new AdminClient.Refused("not done on every node");
    }
}
