package tandem.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.Map;
import tandem.proxy.ProxySnapshot;

/// Samples while they are gathered, each under its name and its labels once.
final class Series {
    private final MetricSnapshots.Builder all = MetricSnapshots.builder();

    /// A number that only grows since the start of the process.
    ///
    /// @param name without `_total`
    void counter(String name, String help, Map<Labels, ? extends Number> samples) {
        var counter = CounterSnapshot.builder().name(name).help(help);
        samples.forEach((labels, value) -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(value.doubleValue())
                .build()));
        add(counter.build(), samples);
    }

    /// A number as it is now.
    void gauge(String name, String help, Map<Labels, ? extends Number> samples) {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        samples.forEach((labels, value) -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(labels)
                .value(value.doubleValue())
                .build()));
        add(gauge.build(), samples);
    }

    /// How long things took.
    void histogram(String name, String help, Map<Labels, ProxySnapshot.Durations> samples) {
        var histogram = HistogramSnapshot.builder().name(name).help(help);
        samples.forEach(
                (labels, durations) -> histogram.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                        .labels(labels)
                        .classicHistogramBuckets(buckets(durations))
                        .sum(durations.sum().toNanos() / 1e9)
                        .build()));
        add(histogram.build(), samples);
    }

    private static ClassicHistogramBuckets buckets(ProxySnapshot.Durations durations) {
        var buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < durations.counts().size(); i++) {
            boolean last = i == ProxySnapshot.Durations.BOUNDS.size();
            double bound = last
                    ? Double.POSITIVE_INFINITY
                    : ProxySnapshot.Durations.BOUNDS.get(i).toNanos() / 1e9;
            buckets.bucket(bound, durations.counts().get(i));
        }
        return buckets.build();
    }

    void counter(String name, String help, long value) {
        counter(name, help, Map.of(Labels.EMPTY, value));
    }

    void gauge(String name, String help, double value) {
        gauge(name, help, Map.of(Labels.EMPTY, value));
    }

    private void add(MetricSnapshot snapshot, Map<?, ?> samples) {
        if (!samples.isEmpty()) all.metricSnapshot(snapshot);
    }

    MetricSnapshots build() {
        return all.build();
    }

    /// Samples in the order in which they are put.
    static Map<Labels, Number> samples() {
        return new LinkedHashMap<>();
    }
}
