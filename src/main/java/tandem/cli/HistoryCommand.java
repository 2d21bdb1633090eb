package tandem.cli;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tandem history`: what a node has seen.
@Command(
        name = "history",
        description = "The last events of a node, oldest first. A node keeps 1000, and none of an earlier life.")
final class HistoryCommand extends AdminCommand {

    @Option(
            names = {"-n", "--limit"},
            paramLabel = "COUNT",
            description = "the newest so many (default: 100)")
    private int limit = 100;

    @Option(names = "--json", description = "one JSON object a line")
    private boolean json;

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        var events = client.get("/v1/history?limit=" + limit).getJsonArray("events");
        StatusTable.objects(events).forEach(event -> out().println(json ? event.encode() : line(event)));
    }

    static String line(JsonObject event) {
        return event.getString("at") + " " + event.getString("grade").toUpperCase(Locale.ROOT) + " "
                + event.getString("subject") + ": " + event.getString("text");
    }
}
