package tandem.failover;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What was measured, as tables for a person and as JSON for a program. It can be read back, and measured
/// on.
final class Report {
    private final List<Row> rows = new ArrayList<>();

    /// All runs of one fault at one contestant.
    record Row(String contestant, Fault fault, List<Takeover> takeovers) {
        Row {
            takeovers = List.copyOf(takeovers);
        }

        Spread spread(Function<Takeover, Number> figure) {
            return Spread.of(takeovers.stream().map(figure).toList());
        }

        Spread gap() {
            return spread(takeover -> millis(takeover.gap()));
        }

        /// Empty when the address stayed.
        Optional<Spread> move(Function<Takeover.Move, Duration> figure) {
            List<Double> figures = takeovers.stream()
                    .flatMap(takeover -> takeover.move().stream())
                    .map(figure.andThen(Report::millis))
                    .toList();
            return figures.isEmpty() ? Optional.empty() : Optional.of(Spread.of(figures));
        }

        /// The steps that every run tells of.
        Map<String, Spread> steps() {
            var steps = new LinkedHashMap<String, Spread>();
            for (String step : takeovers.getFirst().steps().keySet()) {
                if (takeovers.stream().allMatch(takeover -> takeover.steps().containsKey(step)))
                    steps.put(step, spread(takeover -> takeover.steps().getOrDefault(step, 0.0)));
            }
            return steps;
        }
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }

    /// Adds runs; those of a fault at a contestant that has some already are put to them.
    void add(Row row) {
        if (row.takeovers().isEmpty()) return;
        for (int i = 0; i < rows.size(); i++) {
            Row before = rows.get(i);
            if (!before.contestant().equals(row.contestant()) || before.fault() != row.fault()) continue;
            var both = new ArrayList<>(before.takeovers());
            both.addAll(row.takeovers());
            rows.set(i, new Row(row.contestant(), row.fault(), both));
            return;
        }
        rows.add(row);
    }

    /// How many runs there are of a fault at a contestant.
    int runs(String contestant, Fault fault) {
        return rows.stream()
                .filter(row -> row.contestant().equals(contestant) && row.fault() == fault)
                .mapToInt(row -> row.takeovers().size())
                .sum();
    }

    /// Median, 95th percentile and worst of each figure as tables of Markdown, in milliseconds but for the
    /// failed requests.
    String tables() {
        var text = new StringBuilder();
        line(text, List.of("contestant", "fault", "runs", "gap ms", "failed", "cut", "moved ms", "served ms"));
        line(text, List.of("---", "---", "---:", "---:", "---:", "---:", "---:", "---:"));
        for (Row row : rows) {
            line(
                    text,
                    List.of(
                            row.contestant(),
                            row.fault().text(),
                            Integer.toString(row.takeovers().size()),
                            text(row.gap()),
                            text(row.spread(Takeover::failed)),
                            row.fault().loaded() ? text(row.spread(Takeover::cut)) : "",
                            row.move(Takeover.Move::moved).map(Report::text).orElse("stays"),
                            row.move(Takeover.Move::served).map(Report::text).orElse("")));
        }
        text.append("\nThe steps, as the successor measured them itself, in ms:\n\n");
        line(text, List.of("contestant", "fault", "step", "median / p95 / worst"));
        line(text, List.of("---", "---", "---", "---:"));
        for (Row row : rows) {
            row.steps()
                    .forEach((step, spread) ->
                            line(text, List.of(row.contestant(), row.fault().text(), step, precise(spread))));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String text(Spread spread) {
        return String.format("%.0f / %.0f / %.0f", spread.median(), spread.p95(), spread.worst());
    }

    private static String precise(Spread spread) {
        return String.format("%.1f / %.1f / %.1f", spread.median(), spread.p95(), spread.worst());
    }

    JsonObject json() {
        var json = new JsonArray();
        for (Row row : rows) {
            var steps = new JsonObject();
            row.steps().forEach((step, spread) -> steps.put(step, json(spread)));
            var summary = new JsonObject()
                    .put("contestant", row.contestant())
                    .put("fault", row.fault().text())
                    .put("runs", row.takeovers().size())
                    .put("gapMs", json(row.gap()))
                    .put("failedRequests", json(row.spread(Takeover::failed)))
                    .put("cutRequests", json(row.spread(Takeover::cut)));
            row.move(Takeover.Move::moved).ifPresent(moved -> summary.put("movedMs", json(moved)));
            row.move(Takeover.Move::served).ifPresent(served -> summary.put("servedMs", json(served)));
            row.move(Takeover.Move::shared).ifPresent(shared -> summary.put("sharedMs", json(shared)));
            json.add(summary.put("stepsMs", steps)
                    .put(
                            "each",
                            new JsonArray(
                                    row.takeovers().stream().map(Report::json).toList())));
        }
        return new JsonObject()
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("kernel", System.getProperty("os.version"))
                .put("java", System.getProperty("java.runtime.version"))
                .put("client", "a new connection every 5 ms, 250 ms for connection and answer")
                .put("rows", json);
    }

    private static JsonObject json(Takeover takeover) {
        var json = new JsonObject()
                .put("requests", takeover.requests())
                .put("failed", takeover.failed())
                .put("cut", takeover.cut())
                .put("gapMs", millis(takeover.gap()));
        takeover.move()
                .ifPresent(move -> json.put("movedMs", millis(move.moved()))
                        .put("servedMs", millis(move.served()))
                        .put("sharedMs", millis(move.shared())));
        return json.put("stepsMs", new JsonObject(new LinkedHashMap<>(takeover.steps())));
    }

    private static JsonObject json(Spread spread) {
        return new JsonObject()
                .put("median", spread.median())
                .put("p95", spread.p95())
                .put("worst", spread.worst());
    }

    /// Reads what [#json] wrote.
    static Report of(JsonObject json) {
        var report = new Report();
        json.getJsonArray("rows").stream()
                .map(JsonObject.class::cast)
                .forEach(row -> report.add(new Row(
                        row.getString("contestant"),
                        Fault.of(row.getString("fault")),
                        row.getJsonArray("each").stream()
                                .map(each -> takeover((JsonObject) each))
                                .toList())));
        return report;
    }

    private static Takeover takeover(JsonObject json) {
        var steps = new LinkedHashMap<String, Double>();
        json.getJsonObject("stepsMs")
                .forEach(step -> steps.put(step.getKey(), ((Number) step.getValue()).doubleValue()));
        return new Takeover(
                json.getLong("requests"),
                json.getLong("failed"),
                json.getLong("cut"),
                time(json, "gapMs"),
                json.containsKey("movedMs")
                        ? Optional.of(new Takeover.Move(
                                time(json, "movedMs"), time(json, "servedMs"), time(json, "sharedMs")))
                        : Optional.empty(),
                steps);
    }

    private static Duration time(JsonObject json, String key) {
        return Duration.ofNanos(Math.round(json.getDouble(key) * 1e6));
    }
}
