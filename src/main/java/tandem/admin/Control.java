package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.util.List;

/// What of the running process an operator may see or set besides the rooms' snapshots. Any thread; never blocks but
/// where it says so.
public interface Control {

    /// The settings in force on this node. No secret stands in them, only the names of the files that have them.
    JsonObject settings();

    /// Checks a configuration that is not in force. Blocks for as long as that takes.
    ///
    /// @param yaml the text of a file
    /// @return `valid`, and `problems` with `line`, `column`, `key`, `severity` and `message`
    JsonObject check(String yaml);

    /// Of the configuration.
    Reload reload();

    /// Of Tandem's own log, one of [#LEVELS].
    String logLevel();

    /// Sets it until the process ends.
    void logLevel(String level);

    /// From the most to say to the least.
    List<String> LEVELS = List.of("debug", "info", "warn", "error");
}
