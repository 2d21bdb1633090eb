package tandem.bench.report;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.stream.Collectors;

/// When and where results were measured, as a sentence.
public final class SettingText {
    private SettingText() {}

    /// All that differs is named.
    ///
    /// @param results each with a `setting`
    public static String of(Collection<JsonObject> results) {
        var days = new LinkedHashSet<String>();
        var commits = new LinkedHashSet<String>();
        for (var result : results) {
            var setting = result.getJsonObject("setting");
            days.add(setting.getString("when").substring(0, 10));
            commits.add(setting.getString("commit"));
        }
        var text = new ArrayList<String>();
        text.add("Measured " + String.join(", ", days));
        text.add("commit " + String.join(", ", commits));
        text.add(machines(
                results.stream().map(result -> result.getJsonObject("setting")).toList()));
        return String.join("; ", text) + ".";
    }

    /// The machines alone.
    public static String machines(Collection<JsonObject> settings) {
        return settings.stream()
                .map(setting -> setting.getInteger("processors") + " processors (" + setting.getString("processor")
                        + (setting.getBoolean("hypervisor") ? ", a virtual machine" : "") + "), "
                        + setting.getString("kernel") + ", Java " + setting.getString("java"))
                .distinct()
                .collect(Collectors.joining("; "));
    }
}
