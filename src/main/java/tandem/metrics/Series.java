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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tandem.cluster.Lateness;
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
    void histogram(String name, String help, Map<Labels, Buckets> samples) {
        var histogram = HistogramSnapshot.builder().name(name).help(help);
        samples.forEach((labels, one) -> histogram.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(one.classic())
                .sum(one.sum().toNanos() / 1e9)
                .build()));
        add(histogram.build(), samples);
    }

    /// What was counted of how long things took.
    ///
    /// @param bounds of the buckets, inclusive
    /// @param counts one for each of them, and one for what took longer
    /// @param sum    of all
    record Buckets(List<Duration> bounds, List<Long> counts, Duration sum) {
        static Buckets of(ProxySnapshot.Durations durations) {
            return new Buckets(ProxySnapshot.Durations.BOUNDS, durations.counts(), durations.sum());
        }

        static Buckets of(Lateness lateness) {
            return new Buckets(Lateness.BOUNDS, lateness.counts(), lateness.sum());
        }

        private ClassicHistogramBuckets classic() {
            var buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i < counts.size(); i++) {
                double bound = i == bounds.size()
                        ? Double.POSITIVE_INFINITY
                        : bounds.get(i).toNanos() / 1e9;
                buckets.bucket(bound, counts.get(i));
            }
            return buckets.build();
        }
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
