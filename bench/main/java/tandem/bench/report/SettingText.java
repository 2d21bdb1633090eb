package tandem.bench.report;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;

/// When and where results were measured, as a sentence.
public final class SettingText {
    private SettingText() {}

    /// All that differs is named.
    ///
    /// @param results each with a `setting`
    public static String of(Collection<JsonObject> results) {
        var days = new LinkedHashSet<String>();
        var commits = new LinkedHashSet<String>();
        var machines = new LinkedHashSet<String>();
        for (var result : results) {
            var setting = result.getJsonObject("setting");
            days.add(setting.getString("when").substring(0, 10));
            commits.add(setting.getString("commit"));
            machines.add(setting.getInteger("processors") + " processors (" + setting.getString("processor")
                    + (setting.getBoolean("hypervisor") ? ", a virtual machine" : "") + "), "
                    + setting.getString("kernel") + ", Java " + setting.getString("java"));
        }
        var text = new ArrayList<String>();
        text.add("Measured " + String.join(", ", days));
        text.add("commit " + String.join(", ", commits));
        text.addAll(machines);
        return String.join("; ", text) + ".";
    }
}
