package tandem.bench.backends;

import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tandem.bench.report.SettingText;
import tandem.bench.report.Table;
import tandem.bench.throughput.Ratio;

/// The results of `bench/run backends` for a person.
public final class BackendsTable {
    private static final double PERCENT = 100;

    private BackendsTable() {}

    /// The part of a paper with all results of a file.
    public static String write(List<JsonObject> results) {
        if (results.isEmpty()) return "Not measured yet.";
        var versions = new LinkedHashSet<String>();
        for (var result : results) if (!isOwn(result)) versions.add(result.getString("version"));
        var setting = results.getFirst().getJsonObject("setting");
        return SettingText.of(results) + " Peers: " + String.join(", ", versions) + ". "
                + setting.getInteger("requestsPerSecond") + " requests a second, looked at for "
                + setting.getInteger("seconds") + " s.\n\n" + of(results).markdown();
    }

    private static boolean isOwn(JsonObject result) {
        return result.getString("contestant").startsWith("tandem");
    }

    /// Grouped by what befell the backend, in the order of the file.
    static Table of(List<JsonObject> results) {
        var table = new Table(List.of(
                "the backend is",
                "contestant",
                "failed",
                "of 100",
                "the last after ms",
                "p99 ms",
                "slowest ms",
                "runs"));
        var losses =
                results.stream().map(one -> one.getString("loss")).distinct().toList();
        results.stream()
                .sorted(Comparator.comparingInt(one -> losses.indexOf(one.getString("loss"))))
                .forEach(result -> row(table, result));
        return table;
    }

    private static void row(Table table, JsonObject result) {
        var runs =
                result.getJsonArray("runs").stream().map(JsonObject.class::cast).toList();
        table.add(
                result.getString("loss"),
                result.getString("contestant"),
                spread(runs, run -> run.getLong("failed"), "%,.0f"),
                spread(runs, run -> PERCENT * run.getLong("failed") / Math.max(1, run.getLong("requests")), "%.1f"),
                spread(runs, run -> run.getDouble("lastFailedMs"), "%,.0f"),
                spread(runs, run -> run.getDouble("p99Ms"), "%.1f"),
                spread(runs, run -> run.getDouble("slowestMs"), "%.0f"),
                Integer.toString(runs.size()));
    }

    /// Median, and least to most where there are several that differ.
    private static String spread(List<JsonObject> runs, ToDoubleFunction<JsonObject> figure, String format) {
        var all = Ratio.over(runs.stream().map(figure::applyAsDouble).toList());
        boolean alike = text(format, all.least()).equals(text(format, all.most()));
        return alike ? text(format, all.median()) : all.text(format);
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
