package tandem.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.config.ConfigFile;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.SettingsJson;

/// `tandem config check|show|diff`.
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        subcommands = {CheckCommand.class, ConfigCommand.Show.class, ConfigCommand.Diff.class},
        description = "Check a configuration file, show the settings in force on a node, or compare the two.")
final class ConfigCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which: check, show or diff.");
    }

    @Command(
            name = "show",
            description = "The settings in force on a node, defaults included, as JSON. No secret stands in them.")
    static final class Show extends AdminCommand {
        @Override
        void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
            out().println(client.get("/v1/config").encodePrettily());
        }
    }

    @Command(
            name = "diff",
            description = {
                "What a configuration file would change on a node: a line for each setting that differs, the one in"
                        + " force first.",
                "",
                "Exit status 0 when nothing does, 1 when something does or the file cannot be used."
            })
    static final class Diff extends AdminCommand {

        @Parameters(paramLabel = "FILE", description = "the configuration to compare")
        private Path file = Path.of("");

        @Override
        void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
            var running = client.get("/v1/config");
            var self = running.getJsonObject("cluster").getString("self");
            var wanted = switch (ConfigFile.load(file, Identity.ofThisHost(self))) {
                case Loaded.Invalid(var report) -> throw new AdminClient.Refused(report.text());
                case Loaded.Valid(var settings, var _) -> SettingsJson.of(settings);
            };
            var differences = new ArrayList<String>();
            compare("", running, wanted, differences);
            differences.forEach(out()::println);
            if (!differences.isEmpty())
                throw new AdminClient.Refused(file + " differs from what is in force, in " + differences.size()
                        + (differences.size() == 1 ? " setting" : " settings"));
        }
    }

    static void compare(String path, Object running, Object wanted, List<String> differences) {
        if (running instanceof JsonObject one && wanted instanceof JsonObject other) {
            var keys = new TreeSet<>(one.fieldNames());
            keys.addAll(other.fieldNames());
            for (var key : keys)
                compare(path.isEmpty() ? key : path + "." + key, value(one, key), value(other, key), differences);
        } else if (running instanceof JsonArray one
                && wanted instanceof JsonArray other
                && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++)
                compare(path + "[" + i + "]", one.getValue(i), other.getValue(i), differences);
        } else if (!String.valueOf(running).equals(String.valueOf(wanted)))
            differences.add(path + ": " + running + " -> " + wanted);
    }

    private static Object value(JsonObject json, String key) {
        var value = json.getValue(key);
        return value == null ? "none" : value;
    }
}
