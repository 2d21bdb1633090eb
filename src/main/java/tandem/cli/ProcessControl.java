package tandem.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import tandem.admin.Control;
import tandem.admin.Reload;
import tandem.config.ConfigFile;
import tandem.config.Settings;
import tandem.config.SettingsJson;

/// The running process, for its operator.
record ProcessControl(Supplier<Settings> running, Reload reload) implements Control {

    @Override
    public JsonObject settings() {
        return SettingsJson.of(running.get());
    }

    @Override
    public JsonObject check(String yaml) {
        var report = ConfigFile.check("candidate", yaml);
        var problems = new JsonArray();
        for (var problem : report.problems())
            problems.add(new JsonObject()
                    .put("line", problem.spot().line())
                    .put("column", problem.spot().column())
                    .put("key", problem.spot().path())
                    .put("severity", problem.severity().name().toLowerCase(Locale.ROOT))
                    .put("message", problem.message()));
        return new JsonObject()
                .put("valid", report.valid())
                .put("summary", report.summary())
                .put("problems", problems);
    }

    @Override
    public String logLevel() {
        return tandem(logs()).getEffectiveLevel().toString().toLowerCase(Locale.ROOT);
    }

    @Override
    public void logLevel(String level) {
        level(logs(), level);
    }

    /// Of Tandem's own log, but for what is said whatever the level is ([Logging]).
    static void level(LoggerContext logs, String level) {
        tandem(logs).setLevel(Level.toLevel(level, Level.INFO));
    }

    private static LoggerContext logs() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    private static Logger tandem(LoggerContext logs) {
        return logs.getLogger("tandem");
    }
}
