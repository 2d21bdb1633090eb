package tandem.bench.throughput;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import tandem.bench.load.Latency;
import tandem.bench.report.Table;

/// The results of one case as a table: for each contestant the medians of its rounds, and their ratios to the
/// baseline's in the same round (median, least to most).
final class Tables {
    private Tables() {}

    static Table of(List<Series> all) {
        boolean memory = all.stream()
                .anyMatch(series ->
                        series.samples().stream().anyMatch(s -> s.memory().isPresent()));
        return memory ? memory(all) : load(all);
    }

    private static Table load(List<Series> all) {
        var table = new Table(List.of(
                "contestant",
                "requests/s",
                "ratio",
                "CPU µs/request",
                "ratio",
                "p50 ms",
                "p99 ms",
                "ratio",
                "p99.9 ms",
                "MiB",
                "ratio",
                "remarks"));
        var baseline = all.getFirst();
        for (var series : all) {
            if (series.samples().isEmpty()) {
                table.add(name(series), "", "", "", "", "", "", "", "", "", "", reason(series));
                continue;
            }
            table.add(
                    name(series),
                    median(series, Sample::rate, "%,.0f"),
                    ratio(series, baseline, Sample::rate),
                    median(series, Sample::cpuMicros, "%,.1f"),
                    ratio(series, baseline, Sample::cpuMicros),
                    latency(series, Latency::p50),
                    latency(series, Latency::p99),
                    told(series)
                            ? ratio(series, baseline, sample -> sample.latency().p99())
                            : "",
                    latency(series, Latency::p999),
                    median(series, sample -> sample.use().residentMib(), "%.0f"),
                    ratio(series, baseline, sample -> sample.use().residentMib()),
                    remarks(series));
        }
        return table;
    }

    private static Table memory(List<Series> all) {
        var table = new Table(List.of(
                "contestant",
                "MiB at rest",
                "MiB at 1,000",
                "MiB at all",
                "KiB for each further connection",
                "remarks"));
        for (var series : all) {
            var memory = series.samples().stream().findFirst().flatMap(Sample::memory);
            if (memory.isEmpty()) table.add(name(series), "", "", "", "", reason(series));
            else
                table.add(
                        name(series),
                        text("%.0f", memory.get().restMib()),
                        text("%.0f", memory.get().thousandMib()),
                        text("%.0f", memory.get().allMib()),
                        text("%.1f", memory.get().perConnectionKib()),
                        "");
        }
        return table;
    }

    private static String name(Series series) {
        return series.who() + " (" + series.version() + ")";
    }

    private static String reason(Series series) {
        return series.reason().orElse("not measured");
    }

    private static String median(Series series, ToDoubleFunction<Sample> figure, String format) {
        return text(
                format,
                Ratio.median(
                        series.samples().stream().map(figure::applyAsDouble).toList()));
    }

    /// Whether the client tells of latency.
    private static boolean told(Series series) {
        return series.samples().stream().anyMatch(sample -> sample.latency().max() > 0);
    }

    private static String latency(Series series, ToDoubleFunction<Latency> figure) {
        return told(series) ? median(series, sample -> figure.applyAsDouble(sample.latency()), "%.2f") : "";
    }

    private static String ratio(Series series, Series baseline, ToDoubleFunction<Sample> figure) {
        return Ratio.of(series.samples(), baseline.samples(), figure)
                .map(ratio -> ratio.text("%.2f"))
                .orElse("");
    }

    /// What a reader has to know before he believes a figure.
    private static String remarks(Series series) {
        var remarks = new ArrayList<String>();
        long failed = series.samples().stream().mapToLong(Sample::failed).sum();
        if (failed > 0) remarks.add(failed + " failed");
        long limited = series.samples().stream().filter(Sample::limitedByLoad).count();
        if (limited > 0)
            remarks.add("the load's processors were at their end and not the proxy's, in " + limited + " of "
                    + series.samples().size() + " rounds");
        double used = Ratio.median(
                series.samples().stream().map(sample -> sample.use().proxy()).toList());
        remarks.add(text("%.0f%% of its processor", used * 100));
        double stolen = series.samples().stream()
                .mapToDouble(sample -> sample.use().stolen())
                .max()
                .orElse(0);
        if (stolen > 0.01) remarks.add(text("up to %.0f%% of the load's processors stolen by the host", stolen * 100));
        return String.join("; ", remarks);
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
