package tandem.cli;

import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tandem status`: the whole cluster at a glance.
@Command(
        name = "status",
        description = {
            "Who owns each virtual address and why, how the nodes are, how the backends stand: as every node says of"
                    + " itself now. A node that does not answer is UNKNOWN.",
            "",
            "Exit status 0 also where something is broken; 3 when no node answers."
        })
final class StatusCommand extends AdminCommand {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Option(names = "--json", description = "as JSON: what GET /v1/state answers")
    private boolean json;

    @Option(names = "--watch", description = "again every second, until Ctrl-C")
    private boolean watch;

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        show(client, "");
        while (watch) {
            Thread.sleep(EVERY);
            show(client, json ? "" : CLEAR);
        }
    }

    private void show(AdminClient client, String before) throws AdminClient.Refused, InterruptedException {
        var state = client.get("/v1/state");
        out().print(before + (json ? state.encode() + "\n" : StatusTable.of(state, Instant.now())));
        out().flush();
    }
}
