package tandem.bench.failover;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tandem.bench.report.SettingText;
import tandem.bench.report.Table;

/// The results of `bench/run failover` for a person.
public final class FailoverTables {
    /// Of results from before it was noted.
    static final String EARLIER = "2026-11-30 or 12-01, earlier build";

    private FailoverTables() {}

    /// The part of a paper with all results; draws its plot beside.
    ///
    /// @param results empty where nothing was measured
    /// @param folder for the plot
    /// @param link from the paper to that folder, as the beginning of a path
    public static String write(JsonObject results, Path folder, String link) {
        var rows = objects(results, "rows");
        var soaks = objects(results, "soaks");
        var parts = new ArrayList<String>();
        var settings = Stream.concat(
                        rows.stream().flatMap(row -> objects(row, "measured").stream()),
                        soaks.stream().map(soak -> soak.getJsonObject("measured")))
                .toList();
        if (!settings.isEmpty()) parts.add(caption(settings));
        if (TakeoverTimeline.draw(rows, folder.resolve("failover.svg")))
            parts.add("![requests around the death of an owner](" + link + "failover.svg)");
        if (!rows.isEmpty()) {
            parts.add(faults(rows).markdown());
            parts.add("The steps, as the successor measured them itself, in ms:");
            parts.add(steps(rows).markdown());
        }
        if (!soaks.isEmpty()) {
            parts.add("Nothing fails, but other processes take all the processor time that they can get:");
            parts.add(soaks(soaks).markdown());
        }
        return parts.isEmpty()
                ? "Not measured yet."
                : parts.stream().map(String::strip).collect(Collectors.joining("\n\n"));
    }

    static List<JsonObject> objects(JsonObject json, String key) {
        return json.getJsonArray(key, new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static String caption(List<JsonObject> settings) {
        var versions = new LinkedHashSet<String>();
        for (var setting : settings) {
            String version = setting.getString("version");
            if (!version.equals("this one")) versions.add(version);
        }
        return "Measured on " + SettingText.machines(settings) + "."
                + (versions.isEmpty() ? "" : " Peers: " + String.join("; ", versions) + ".");
    }

    private static Table faults(List<JsonObject> rows) {
        var table = new Table(List.of(
                "contestant",
                "fault",
                "runs",
                "gap ms",
                "failed",
                "gap kept ms",
                "failed kept",
                "cut",
                "moved ms",
                "served ms",
                "measured"));
        for (var row : rows)
            table.add(
                    row.getString("contestant"),
                    row.getString("fault"),
                    Integer.toString(row.getInteger("runs")),
                    spread(row, "gapMs", "%.0f"),
                    spread(row, "failedRequests", "%.0f"),
                    spread(row, "keptGapMs", "%.0f"),
                    spread(row, "keptFailedRequests", "%.0f"),
                    row.getString("fault").endsWith("loaded") ? spread(row, "cutRequests", "%.0f") : "",
                    row.containsKey("movedMs") ? spread(row, "movedMs", "%.0f") : "stays",
                    spread(row, "servedMs", "%.0f"),
                    measured(objects(row, "measured")));
        return table;
    }

    private static Table steps(List<JsonObject> rows) {
        var table = new Table(List.of("contestant", "fault", "step", "median / p95 / worst"));
        for (var row : rows) {
            var steps = row.getJsonObject("stepsMs");
            for (String step : steps.fieldNames())
                table.add(row.getString("contestant"), row.getString("fault"), step, spread(steps, step, "%.1f"));
        }
        return table;
    }

    private static Table soaks(List<JsonObject> soaks) {
        var table = new Table(List.of(
                "contestant",
                "minutes",
                "burners",
                "changes of the address",
                "requests",
                "failed",
                "gap ms",
                "failed kept",
                "gap kept ms",
                "measured"));
        for (var soak : soaks) {
            var fresh = soak.getJsonObject("fresh");
            var kept = soak.getJsonObject("kept");
            table.add(
                    soak.getString("contestant"),
                    text("%.1f", soak.getInteger("seconds") / 60.0),
                    Integer.toString(soak.getInteger("burners")),
                    Integer.toString(soak.getInteger("changes")),
                    text("%,.0f", fresh.getDouble("requests")),
                    text("%,.0f", fresh.getDouble("failed")),
                    text("%,.0f", fresh.getDouble("gapMs")),
                    text("%,.0f", kept.getDouble("failed")),
                    text("%,.0f", kept.getDouble("gapMs")),
                    measured(List.of(soak.getJsonObject("measured"))));
        }
        return table;
    }

    private static String measured(List<JsonObject> settings) {
        if (settings.isEmpty()) return EARLIER;
        return settings.stream()
                .map(setting -> setting.getString("when").substring(0, 10) + " " + setting.getString("commit"))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /// Median, 95th percentile and worst; nothing where that was not measured.
    private static String spread(JsonObject row, String key, String format) {
        var spread = row.getJsonObject(key);
        if (spread == null) return "";
        return Stream.of("median", "p95", "worst")
                .map(figure -> text(format, spread.getDouble(figure)))
                .collect(Collectors.joining(" / "));
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
