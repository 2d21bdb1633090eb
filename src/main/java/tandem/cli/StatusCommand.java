package tandem.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tandem status`: the whole cluster at a glance.
@Command(
        name = "status",
        description = {
            "Who owns each virtual address and why, how the nodes are, how the backends stand: as every node says of"
                    + " itself now. A node that does not answer is UNKNOWN.",
            "",
            "A node that does not answer within 2 s is named on the standard error, and the next one of --admin or --config"
                    + " is asked. Exit status 0 also where something is broken; 3 when no node answers."
        })
final class StatusCommand extends AdminCommand {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final String CLEAR = "\u001b[H\u001b[2J";

    /// A node tells of the others after 0.7 s at the latest.
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);

    /// A node that takes longer is frozen, and another one knows more.
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @Option(names = "--json", description = "as JSON: what GET /v1/state answers")
    private boolean json;

    @Option(
            names = "--watch",
            description = "again every second, until Ctrl-C; while the node does not answer, as another one sees it")
    private boolean watch;

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        var first = first(client);
        var state = first.state();
        show(state, "");
        while (watch) {
            Thread.sleep(EVERY);
            try {
                state = first.told().get("/v1/state", PATIENCE);
                show(state, forPeople(CLEAR));
            } catch (AdminClient.Unreachable e) {
                state = others(first.told(), state, String.valueOf(e.getMessage()));
            }
        }
    }

    /// The first answer.
    ///
    /// @param told by whom
    private record Seen(AdminClient told, JsonObject state) {}

    /// Of whichever node answers first, in their order. Where there is but one it is waited for as ever.
    private Seen first(AdminClient client) throws AdminClient.Refused, InterruptedException {
        var nodes = client.endpoints();
        if (nodes.size() == 1) return new Seen(client, client.get("/v1/state"));
        for (var node : nodes) {
            try {
                return new Seen(node, node.get("/v1/state", FIRST_LOOK));
            } catch (AdminClient.Unreachable e) {
                warn(String.valueOf(e.getMessage()));
            }
        }
        throw new AdminClient.Unreachable("none of the " + nodes.size() + " nodes answers");
    }

    /// What another node tells, of those that were seen last.
    ///
    /// @return it; what was seen last, when nobody answers
    private JsonObject others(AdminClient client, JsonObject last, String why)
            throws AdminClient.Refused, InterruptedException {
        var urls = last.getJsonArray("nodes", new JsonArray()).stream()
                .map(node -> ((JsonObject) node).getString("url"))
                .filter(Objects::nonNull)
                .toList();
        for (var url : urls) {
            try {
                var state = client.at(URI.create(url)).get("/v1/state", PATIENCE);
                show(state, forPeople(CLEAR + why + "; as " + url + " tells:\n\n"));
                return state;
            } catch (AdminClient.Unreachable e) {
                // The next one may.
            }
        }
        show(forPeople(CLEAR + "UNKNOWN: " + why + ", nor does any other one (" + Instant.now() + ")\n"));
        return last;
    }

    /// What a program that reads JSON is spared.
    private String forPeople(String text) {
        return json ? "" : text;
    }

    private void show(JsonObject state, String before) {
        show(before + (json ? state.encode() + "\n" : StatusTable.of(state, Instant.now())));
    }

    private void show(String text) {
        out().print(text);
        out().flush();
    }
}
