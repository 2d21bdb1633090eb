package tandem.cli;

import io.vertx.core.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tandem tail`: events as they happen.
@Command(
        name = "tail",
        description = {
            "The last events of a node and then each one as it happens, until Ctrl-C or the node's end.",
            "",
            "A node from which nothing comes for 3 s, or that does not answer, is asked again where it stopped, or the next"
                    + " one of --admin or --config in its place; that is said on the standard error."
        })
final class TailCommand extends AdminCommand {

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        new EventFeed(client.endpoints(), this::show, this::warn).follow();
    }

    private void show(JsonObject event) {
        out().println(json ? event.encode() : HistoryCommand.line(event));
        out().flush();
    }
}
