package tandem.failover;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// What was measured, as JSON. It can be read back, and measured on; `bench/run publish` makes tables of it.
final class Report {
    private final List<Row> rows = new ArrayList<>();
    private final List<Soak> soaks = new ArrayList<>();

    /// All runs of one fault at one contestant.
    ///
    /// @param measured when, on what and of which versions; none in older results
    record Row(String contestant, Fault fault, List<Takeover> takeovers, List<JsonObject> measured) {
        Row {
            takeovers = List.copyOf(takeovers);
            measured = distinct(measured);
        }

        /// Runs of the same build on the same day are one measurement.
        private static List<JsonObject> distinct(List<JsonObject> all) {
            var known = new LinkedHashSet<List<String>>();
            return all.stream()
                    .filter(one -> known.add(List.of(
                            one.getString("when").substring(0, 10), one.getString("commit"), one.getString("version"))))
                    .toList();
        }

        boolean isOf(String who, Fault what) {
            return contestant.equals(who) && fault == what;
        }

        Row with(Row more) {
            var both = new ArrayList<>(takeovers);
            both.addAll(more.takeovers);
            var times = new ArrayList<>(measured);
            times.addAll(more.measured);
            return new Row(contestant, fault, both, times);
        }

        /// Over those runs that have the figure.
        Optional<Spread> spread(Function<Takeover, Optional<Double>> figure) {
            List<Double> figures = takeovers.stream()
                    .flatMap(one -> figure.apply(one).stream())
                    .toList();
            return figures.isEmpty() ? Optional.empty() : Optional.of(Spread.of(figures));
        }

        Spread gap() {
            return Spread.of(
                    takeovers.stream().map(one -> Millis.of(one.fresh().gap())).toList());
        }

        /// The steps that every run tells of.
        Map<String, Spread> steps() {
            var steps = new LinkedHashMap<String, Spread>();
            for (String step : takeovers.getFirst().steps().keySet()) {
                if (takeovers.stream().allMatch(takeover -> takeover.steps().containsKey(step)))
                    spread(one -> Optional.of(one.steps().getOrDefault(step, 0.0)))
                            .ifPresent(spread -> steps.put(step, spread));
            }
            return steps;
        }

        /// Of the runs whose timeline is known the one that is nearest to the median.
        Optional<Takeover> typical() {
            double median = gap().median();
            return takeovers.stream()
                    .filter(one -> one.timeline().isPresent())
                    .min(Comparator.comparingDouble(
                            one -> Math.abs(Millis.of(one.fresh().gap()) - median)));
        }

        JsonObject json() {
            var steps = new JsonObject();
            steps().forEach((step, spread) -> steps.put(step, spread.json()));
            var json = new JsonObject()
                    .put("contestant", contestant)
                    .put("fault", fault.text())
                    .put("runs", takeovers.size())
                    .put("loaded", fault.loaded());
            if (!measured.isEmpty()) json.put("measured", new JsonArray(measured));
            put(json, "gapMs", one -> Optional.of(Millis.of(one.fresh().gap())));
            put(json, "failedRequests", one -> Optional.of((double) one.fresh().failed()));
            put(json, "keptGapMs", one -> one.kept().map(seen -> Millis.of(seen.gap())));
            put(json, "keptFailedRequests", one -> one.kept().map(seen -> (double) seen.failed()));
            put(json, "cutRequests", one -> Optional.of((double) one.cut()));
            put(json, "movedMs", moved(Takeover.Move::moved));
            put(json, "servedMs", moved(Takeover.Move::served));
            put(json, "sharedMs", moved(Takeover.Move::shared));
            Optional<Takeover> typical = typical();
            return json.put("stepsMs", steps)
                    .put(
                            "each",
                            new JsonArray(takeovers.stream()
                                    .map(one ->
                                            one.json(typical.filter(one::equals).isPresent()))
                                    .toList()));
        }

        private void put(JsonObject json, String key, Function<Takeover, Optional<Double>> figure) {
            spread(figure).ifPresent(spread -> json.put(key, spread.json()));
        }

        private static Function<Takeover, Optional<Double>> moved(Function<Takeover.Move, Duration> figure) {
            return one -> one.move().map(figure).map(Millis::of);
        }

        /// Reads what [#json] wrote.
        static Row of(JsonObject json) {
            return new Row(
                    json.getString("contestant"),
                    Fault.of(json.getString("fault")),
                    json.getJsonArray("each").stream()
                            .map(each -> Takeover.of((JsonObject) each))
                            .toList(),
                    json.getJsonArray("measured", new JsonArray()).stream()
                            .map(JsonObject.class::cast)
                            .toList());
        }

        /// For a person.
        String text() {
            return contestant + ", " + fault.text() + ", " + takeovers.size() + " runs: gap "
                    + gap().text() + " ms"
                    + spread(one -> one.kept().map(seen -> Millis.of(seen.gap())))
                            .map(kept -> ", kept " + kept.text() + " ms")
                            .orElse("")
                    + spread(one -> Optional.of((double) one.fresh().failed()))
                            .map(failed -> "; failed " + failed.text())
                            .orElse("")
                    + spread(one -> one.kept().map(seen -> (double) seen.failed()))
                            .map(failed -> ", kept " + failed.text())
                            .orElse("");
        }
    }

    /// Adds runs; those of a fault at a contestant that has some already are put to them.
    void add(Row row) {
        if (row.takeovers().isEmpty()) return;
        put(row, before -> before.with(row));
    }

    /// Puts runs in the place of those of the same fault at the same contestant.
    void replace(Row row) {
        put(row, before -> row);
    }

    /// @param instead of what is there already of the same fault at the same contestant
    private void put(Row row, UnaryOperator<Row> instead) {
        boolean there = rows.stream().anyMatch(one -> one.isOf(row.contestant(), row.fault()));
        if (there) rows.replaceAll(one -> one.isOf(row.contestant(), row.fault()) ? instead.apply(one) : one);
        else rows.add(row);
    }

    /// Puts a soak in the place of the contestant's last one.
    void replace(Soak soak) {
        soaks.removeIf(one -> one.contestant().equals(soak.contestant()));
        soaks.add(soak);
    }

    /// How many runs there are of a fault at a contestant.
    int runs(String contestant, Fault fault) {
        return rows.stream()
                .filter(row -> row.isOf(contestant, fault))
                .mapToInt(row -> row.takeovers().size())
                .sum();
    }

    /// Whether a contestant has been soaked for at least so long.
    boolean isSoaked(String contestant, Duration time) {
        return soaks.stream()
                .anyMatch(soak ->
                        soak.contestant().equals(contestant) && soak.time().compareTo(time) >= 0);
    }

    /// For a person, a line for each row and each soak.
    String text() {
        return rows.stream().map(row -> row.text() + "\n").collect(Collectors.joining())
                + soaks.stream().map(soak -> soak.text() + "\n").collect(Collectors.joining());
    }

    JsonObject json() {
        return new JsonObject()
                .put(
                        "client",
                        "fresh: a new connection every 5 ms, 250 ms for connection and answer; kept: a request every"
                                + " 5 ms on kept connections, 250 ms from when it was due")
                .put("rows", new JsonArray(rows.stream().map(Row::json).toList()))
                .put("soaks", new JsonArray(soaks.stream().map(Soak::json).toList()));
    }

    /// Reads what [#json] wrote.
    static Report of(JsonObject json) {
        var report = new Report();
        json.getJsonArray("rows").stream().map(row -> Row.of((JsonObject) row)).forEach(report::add);
        json.getJsonArray("soaks", new JsonArray()).stream()
                .map(soak -> Soak.of((JsonObject) soak))
                .forEach(report::replace);
        return report;
    }
}
