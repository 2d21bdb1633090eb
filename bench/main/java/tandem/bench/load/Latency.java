package tandem.bench.load;

import org.HdrHistogram.Histogram;

/// How long requests took, in milliseconds.
public record Latency(double p50, double p99, double p999, double max) {
    private static final double NANOS = 1e6;

    /// @param histogram of nanoseconds
    static Latency of(Histogram histogram) {
        return new Latency(
                histogram.getValueAtPercentile(50) / NANOS,
                histogram.getValueAtPercentile(99) / NANOS,
                histogram.getValueAtPercentile(99.9) / NANOS,
                histogram.getMaxValue() / NANOS);
    }
}
