package tandem.cli;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tandem log-level`: how much the nodes' logs say.
@Command(
        name = "log-level",
        description = "Print how much a node's log says, or set it on every node until its process ends.")
final class LogLevelCommand extends AdminCommand {

    @Parameters(arity = "0..1", paramLabel = "LEVEL", description = "debug, info, warn or error")
    private @Nullable String level;

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        if (level == null) {
            out().println(client.get("/v1/log-level").getString("level"));
            return;
        }
        var answer = client.change("PUT", "/v1/log-level", new JsonObject().put("level", level));
        nodes(answer);
    }
}
