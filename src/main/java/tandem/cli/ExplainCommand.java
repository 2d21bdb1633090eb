package tandem.cli;

import io.vertx.core.json.JsonArray;
import java.util.HashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tandem explain NAME`: why is this node active, why is that backend out?
@Command(
        name = "explain",
        description = {
            "Why a node is active or is not, why a virtual address is where it is, why a backend is out: what each node"
                    + " says of it, with the figures that led to it.",
            "",
            "Exit status 1 when nothing has that name."
        })
final class ExplainCommand extends AdminCommand {

    @Parameters(paramLabel = "NAME", description = "of a node, a virtual address or a backend (or pool/backend)")
    private String name = "";

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        var state = client.get("/v1/state");
        var checks = new HashMap<Explanation.Backend, JsonArray>();
        for (var backend : Explanation.backends(state, name)) checks.put(backend, checks(client, backend));
        var lines = Explanation.of(state, name, checks)
                .orElseThrow(() -> new AdminClient.Refused("no node, virtual address or backend is called " + name));
        lines.forEach(out()::println);
    }

    /// What each node says of its checks; nothing where the backend has gone meanwhile.
    private static JsonArray checks(AdminClient client, Explanation.Backend backend) throws InterruptedException {
        try {
            var pool = "/v1/pools/" + AdminClient.segment(backend.pool());
            return client.get(pool + "/backends/" + AdminClient.segment(backend.name()) + "/checks")
                    .getJsonArray("nodes");
        } catch (AdminClient.Refused e) {
            return new JsonArray();
        }
    }
}
