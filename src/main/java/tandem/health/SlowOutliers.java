package tandem.health;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tandem.Pure;

/// Finds a backend that answers, but far more slowly than the others of its pool.
///
/// 1. Only backends with `min-requests` answers within the window are looked at, and only where there are
///    three of them: of two nobody can say which one is slow.
/// 2. One is slow when half of its answers took `slow-factor` times as long as the median of what half of
///    each other's took, and no less than `slow-floor`. Medians, since a few slow pages are no slow backend;
///    the others', so that it does not hide in a pool that it slows down itself.
/// 3. Of several the slowest alone: when it is gone, the others' medians may be different.
@Pure
final class SlowOutliers {
    private static final int FEWEST = 3;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private SlowOutliers() {}

    /// A backend within the window.
    ///
    /// @param count  of its answers
    /// @param median of how long their heads took, in nanoseconds
    record Sample(String backend, long count, long median) {}

    /// A backend that is slow.
    ///
    /// @param why for a person
    record Outlier(String backend, String why) {}

    static Optional<Outlier> find(List<Sample> pool, HealthSettings.Eject settings) {
        if (settings.slow().factor() == 0) return Optional.empty();
        List<Sample> known = pool.stream()
                .filter(sample -> sample.count >= settings.minRequests())
                .toList();
        if (known.size() < FEWEST) return Optional.empty();
        Sample slowest = known.getFirst();
        for (Sample sample : known) if (sample.median > slowest.median) slowest = sample;
        long usual = medianWithout(slowest, known);
        boolean slow = slowest.median >= settings.slow().floor().toNanos()
                && slowest.median >= (double) usual * settings.slow().factor();
        return slow
                ? Optional.of(new Outlier(slowest.backend, why(slowest, usual, settings.window())))
                : Optional.empty();
    }

    private static long medianWithout(Sample one, List<Sample> all) {
        long[] others = all.stream()
                .filter(sample -> !sample.equals(one))
                .mapToLong(Sample::median)
                .toArray();
        Arrays.sort(others);
        int middle = others.length / 2;
        return others.length % 2 == 1 ? others[middle] : (others[middle - 1] + others[middle]) / 2;
    }

    private static String why(Sample slow, long usual, Duration window) {
        return "half of its " + slow.count + " answers within " + DurationText.of(window) + " took "
                + slow.median / NANOS_PER_MILLI + " ms or more, those of the other backends "
                + usual / NANOS_PER_MILLI + " ms";
    }
}
