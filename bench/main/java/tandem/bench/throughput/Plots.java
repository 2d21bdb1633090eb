package tandem.bench.throughput;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tandem.bench.report.Looks;
import tandem.bench.report.SettingText;
import tandem.bench.report.Svg;

/// What a person looks at: tables, ratio bars, latency by load.
public final class Plots {
    private static final String RATE = "rate-";

    private Plots() {}

    /// The part of a paper with all results of a file; draws its plots beside.
    ///
    /// @param folder for the plots
    /// @param link from the paper to that folder, as the beginning of a path
    public static String write(List<JsonObject> results, Path folder, String link) {
        if (results.isEmpty()) return "Not measured yet.";
        var text = new StringBuilder(SettingText.of(results)).append("\n\n");
        var cases = new LinkedHashMap<String, List<Series>>();
        results.forEach(result -> cases.put(result.getString("id"), ResultsJson.series(result)));
        bars(cases, folder, "throughput-ratio", "requests/s as a ratio to nginx (more is better)", Sample::rate);
        bars(
                cases,
                folder,
                "cpu-ratio",
                "processor time a request as a ratio to nginx (less is better)",
                Sample::cpuMicros);
        for (String plot : List.of("throughput-ratio", "cpu-ratio"))
            text.append(String.format("![%s](%s%s.svg)%n%n", plot, link, plot));
        if (latency(cases, folder)) text.append(String.format("![p99 by load](%slatency.svg)%n%n", link));
        for (var result : results) {
            text.append(String.format("**%s**: %s%n%n", result.getString("id"), result.getString("title")));
            text.append(Tables.of(ResultsJson.series(result)).markdown()).append('\n');
        }
        return text.toString();
    }

    private static void bars(
            Map<String, List<Series>> cases, Path folder, String name, String title, ToDoubleFunction<Sample> figure) {
        var ids = cases.keySet().stream()
                .filter(id -> !id.startsWith(RATE) && !id.startsWith("idle"))
                .toList();
        if (ids.isEmpty()) return;
        var chart = Looks.bars(title, "", "ratio");
        var whos = new ArrayList<String>();
        ids.forEach(id -> cases.getOrDefault(id, List.of()).forEach(series -> {
            if (!whos.contains(series.who())) whos.add(series.who());
        }));
        for (String who : whos) {
            var ratios = ids.stream()
                    .map(id -> ratio(cases.getOrDefault(id, List.of()), who, figure)
                            .map(Ratio::median)
                            .orElse(0.0))
                    .toList();
            CategorySeries series = chart.addSeries(who, ids, ratios);
            series.setFillColor(Looks.colour(who));
        }
        chart.getStyler().setXAxisLabelRotation(30);
        Svg.write(chart, folder.resolve(name + ".svg"));
    }

    private static Optional<Ratio> ratio(List<Series> all, String who, ToDoubleFunction<Sample> figure) {
        return all.stream()
                .filter(series -> series.who().equals(who))
                .findFirst()
                .flatMap(series -> Ratio.of(series.samples(), all.getFirst().samples(), figure));
    }

    /// Whether there was anything to draw.
    private static boolean latency(Map<String, List<Series>> cases, Path folder) {
        var byWho = new LinkedHashMap<String, LinkedHashMap<Double, Double>>();
        cases.forEach((id, all) -> {
            if (!id.startsWith(RATE)) return;
            double share = Double.parseDouble(id.substring(RATE.length()));
            for (var series : all) {
                if (series.samples().isEmpty()) continue;
                byWho.computeIfAbsent(series.who(), _ -> new LinkedHashMap<>())
                        .put(
                                share,
                                Ratio.median(series.samples().stream()
                                        .map(sample -> sample.latency().p99())
                                        .toList()));
            }
        });
        if (byWho.isEmpty()) return false;
        var chart = Looks.lines(
                "p99 at a constant rate, coordinated omission excluded",
                "load, % of what nginx can do",
                "ms (logarithmic)");
        chart.getStyler().setYAxisLogarithmic(true);
        byWho.forEach((who, points) -> {
            var series = chart.addSeries(who, List.copyOf(points.keySet()), List.copyOf(points.values()));
            series.setLineColor(Looks.colour(who));
            series.setMarkerColor(Looks.colour(who));
            series.setMarker(SeriesMarkers.CIRCLE);
        });
        chart.getStyler().setLocale(Locale.ROOT);
        Svg.write(chart, folder.resolve("latency.svg"));
        return true;
    }
}
