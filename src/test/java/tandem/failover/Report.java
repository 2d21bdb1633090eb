package tandem.failover;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What was measured, as tables for a person and as JSON for a program.
final class Report {
    private final List<Row> rows = new ArrayList<>();

    /// All runs of one fault at one contestant.
    record Row(String contestant, Fault fault, List<Takeover> takeovers) {
        Spread spread(Function<Takeover, Number> figure) {
            return Spread.of(takeovers.stream().map(figure).toList());
        }

        Spread millis(Function<Takeover, Duration> figure) {
            return spread(takeover -> figure.apply(takeover).toNanos() / 1e6);
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

    void add(Row row) {
        rows.add(row);
    }

    /// Median, 95th percentile and worst of each figure, in milliseconds but for the failed requests.
    String tables() {
        var text = new StringBuilder();
        line(text, "contestant", List.of("fault", "runs", "gap ms", "failed", "moved ms", "served ms", "shared ms"));
        for (Row row : rows) {
            line(
                    text,
                    row.contestant(),
                    List.of(
                            row.fault().text(),
                            Integer.toString(row.takeovers().size()),
                            text(row.millis(Takeover::gap)),
                            text(row.spread(Takeover::failed)),
                            text(row.millis(Takeover::moved)),
                            text(row.millis(Takeover::served)),
                            text(row.millis(Takeover::shared))));
        }
        text.append("\nSteps that the successor measured itself, in ms: median / p95 / worst\n");
        for (Row row : rows) {
            row.steps()
                    .forEach((step, spread) -> text.append(String.format(
                            "%-34s %-8s %-20s %s%n",
                            row.contestant(), row.fault().text(), step, text(spread))));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, List<String> cells) {
        text.append(String.format("%-34s %-8s %4s", name, cells.get(0), cells.get(1)));
        for (String cell : cells.subList(2, cells.size())) text.append(String.format("  %20s", cell));
        text.append('\n');
    }

    private static String text(Spread spread) {
        return String.format("%.0f / %.0f / %.0f", spread.median(), spread.p95(), spread.worst());
    }

    JsonObject json() {
        var json = new JsonArray();
        for (Row row : rows) {
            var steps = new JsonObject();
            row.steps().forEach((step, spread) -> steps.put(step, json(spread)));
            json.add(new JsonObject()
                    .put("contestant", row.contestant())
                    .put("fault", row.fault().text())
                    .put("runs", row.takeovers().size())
                    .put("gapMs", json(row.millis(Takeover::gap)))
                    .put("failedRequests", json(row.spread(Takeover::failed)))
                    .put("movedMs", json(row.millis(Takeover::moved)))
                    .put("servedMs", json(row.millis(Takeover::served)))
                    .put("sharedMs", json(row.millis(Takeover::shared)))
                    .put("stepsMs", steps)
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
        return new JsonObject()
                .put("requests", takeover.requests())
                .put("failed", takeover.failed())
                .put("gapMs", takeover.gap().toNanos() / 1e6)
                .put("movedMs", takeover.moved().toNanos() / 1e6)
                .put("servedMs", takeover.served().toNanos() / 1e6)
                .put("sharedMs", takeover.shared().toNanos() / 1e6)
                .put("stepsMs", new JsonObject(new LinkedHashMap<>(takeover.steps())));
    }

    private static JsonObject json(Spread spread) {
        return new JsonObject()
                .put("median", spread.median())
                .put("p95", spread.p95())
                .put("worst", spread.worst());
    }
}
