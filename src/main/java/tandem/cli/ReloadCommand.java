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
                    + " has done it, 5 when only some have, 1 when none has, 6 when it is not over yet on some, or waits"
                    + " there for a reload that was asked for before."
        })
final class ReloadCommand extends AdminCommand {

    @Option(names = "--only", description = "on the node that is asked alone")
    private boolean only;

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        var answer = client.change("POST", "/v1/config/reload", new JsonObject().put("everywhere", !only));
        var changes = answer.getJsonArray("changes", new JsonArray());
        changes.forEach(change -> out().println(change));
        // One that takes longer has not told yet.
        if (changes.isEmpty()
                && answer.getJsonObject("nodes", new JsonObject()).stream()
                        .noneMatch(node -> "under way".equals(node.getValue())))
            out().println("nothing has changed on this node");
        nodes(answer);
    }
}
