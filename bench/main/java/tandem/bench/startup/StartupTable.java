package tandem.bench.startup;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import tandem.bench.report.Table;
import tandem.bench.throughput.Ratio;

/// Starts as a table and as JSON.
public final class StartupTable {
    private StartupTable() {}

    static JsonObject write(Start start) {
        var json = new JsonObject()
                .put("firstAnswerMs", start.firstAnswerMs())
                .put("cpuSeconds", start.cpuSeconds())
                .put("residentMib", start.residentMib());
        start.readyMs().ifPresent(ready -> json.put("readyMs", ready));
        return json;
    }

    private static Start read(JsonObject json) {
        return new Start(
                json.getDouble("firstAnswerMs"),
                Optional.ofNullable(json.getDouble("readyMs")),
                json.getDouble("cpuSeconds"),
                json.getDouble("residentMib"));
    }

    /// The table of a results file.
    public static Table of(List<JsonObject> results) {
        var starts = new LinkedHashMap<String, List<Start>>();
        for (var result : results)
            starts.put(
                    result.getString("id"),
                    result.getJsonArray("starts").stream()
                            .map(JsonObject.class::cast)
                            .map(StartupTable::read)
                            .toList());
        return of(starts);
    }

    static Table of(Map<String, List<Start>> all) {
        var table = new Table(
                List.of("contestant", "first answer ms", "ready ms", "CPU s used by the start", "MiB at rest", "runs"));
        all.forEach((name, starts) -> table.add(
                name,
                spread(starts, start -> Optional.of(start.firstAnswerMs()), "%.0f"),
                spread(starts, Start::readyMs, "%.0f"),
                spread(starts, start -> Optional.of(start.cpuSeconds()), "%.2f"),
                spread(starts, start -> Optional.of(start.residentMib()), "%.0f"),
                Integer.toString(starts.size())));
        return table;
    }

    /// Median, least to most.
    private static String spread(List<Start> starts, Function<Start, Optional<Double>> figure, String format) {
        var values = new ArrayList<Double>();
        starts.forEach(start -> figure.apply(start).ifPresent(values::add));
        if (values.isEmpty()) return "";
        return Ratio.over(values).text(format);
    }
}
