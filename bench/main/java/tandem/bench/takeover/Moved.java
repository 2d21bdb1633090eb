package tandem.bench.takeover;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tandem.bench.report.Table;
import tandem.bench.takeover.Attempts.Step;
import tandem.bench.takeover.Attempts.Window;
import tandem.bench.throughput.Ratio;

/// One takeover as a client saw it.
///
/// @param gapMs from the owner's end to the first answer of the standby
/// @param first second of the standby
/// @param three first seconds
/// @param ten first seconds
/// @param steady the last seconds of the run, long after
/// @param timeline around the owner's end, in steps of 20 ms from one second before it
record Moved(double gapMs, Window first, Window three, Window ten, Window steady, List<Step> timeline) {
    /// Of the timeline.
    static final long STEP_MILLIS = 20;

    static final long BEFORE_MILLIS = 1000;
    static final int STEPS = 150;

    JsonObject write() {
        return new JsonObject()
                .put("gapMs", gapMs)
                .put("first", write(first))
                .put("three", write(three))
                .put("ten", write(ten))
                .put("steady", write(steady))
                .put(
                        "answered",
                        new JsonArray(timeline.stream().map(Step::answered).toList()))
                .put("failed", new JsonArray(timeline.stream().map(Step::failed).toList()));
    }

    private static JsonObject write(Window window) {
        return new JsonObject()
                .put("seconds", window.seconds())
                .put("answered", window.answered())
                .put("failed", window.failed())
                .put("p50Ms", window.p50Ms())
                .put("p99Ms", window.p99Ms());
    }

    private static Window window(JsonObject json) {
        return new Window(
                json.getDouble("seconds"),
                json.getLong("answered"),
                json.getLong("failed"),
                json.getDouble("p50Ms"),
                json.getDouble("p99Ms"));
    }

    static Moved read(JsonObject json) {
        var answered = json.getJsonArray("answered");
        var failed = json.getJsonArray("failed");
        return new Moved(
                json.getDouble("gapMs"),
                window(json.getJsonObject("first")),
                window(json.getJsonObject("three")),
                window(json.getJsonObject("ten")),
                window(json.getJsonObject("steady")),
                IntStream.range(0, answered.size())
                        .mapToObj(i -> new Step(answered.getInteger(i), failed.getInteger(i)))
                        .toList());
    }

    static JsonArray write(List<Moved> all) {
        return new JsonArray(all.stream().map(Moved::write).toList());
    }

    /// The table of a results file.
    static Table table(List<JsonObject> results) {
        var table = new Table(List.of(
                "load and standby",
                "gap ms",
                "window",
                "requests/s",
                "to steady",
                "p99 ms",
                "to steady",
                "failed",
                "runs"));
        for (var result : results) {
            var all = result.getJsonArray("takeovers").stream()
                    .map(JsonObject.class::cast)
                    .map(Moved::read)
                    .toList();
            String gap = text("%.0f", all.stream().map(Moved::gapMs).toList());
            row(
                    table,
                    List.of(result.getString("id"), gap, "first second"),
                    all.stream().map(Moved::first).toList(),
                    all);
            row(
                    table,
                    List.of("", "", "first 3 s"),
                    all.stream().map(Moved::three).toList(),
                    all);
            row(
                    table,
                    List.of("", "", "first 10 s"),
                    all.stream().map(Moved::ten).toList(),
                    all);
            row(
                    table,
                    List.of("", "", "steady"),
                    all.stream().map(Moved::steady).toList(),
                    all);
        }
        return table;
    }

    private static void row(Table table, List<String> head, List<Window> windows, List<Moved> all) {
        var rates = new ArrayList<Double>();
        var tails = new ArrayList<Double>();
        for (int i = 0; i < windows.size(); i++) {
            rates.add(windows.get(i).rate() / Math.max(1e-9, all.get(i).steady().rate()));
            tails.add(
                    windows.get(i).p99Ms() / Math.max(1e-9, all.get(i).steady().p99Ms()));
        }
        table.add(
                head.get(0),
                head.get(1),
                head.get(2),
                text("%,.0f", windows.stream().map(Window::rate).toList()),
                text("%.2f", rates),
                text("%.2f", windows.stream().map(Window::p99Ms).toList()),
                text("%.2f", tails),
                Long.toString(windows.stream().mapToLong(Window::failed).sum()),
                Integer.toString(all.size()));
    }

    /// Median, and least to most where there are several.
    private static String text(String format, List<Double> values) {
        return values.size() < 2
                ? String.format(Locale.ROOT, format, Ratio.median(values))
                : Ratio.over(values).text(format);
    }
}
