package tandem.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tandem tail`: events as they happen.
@Command(
        name = "tail",
        description = "The last events of a node and then each one as it happens, until Ctrl-C or the node's end.")
final class TailCommand extends AdminCommand {

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        client.events(event -> {
            out().println(json ? event.encode() : HistoryCommand.line(event));
            out().flush();
        });
    }
}
