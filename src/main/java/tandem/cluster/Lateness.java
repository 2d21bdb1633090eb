package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tandem.Pure;

/// How late beacons came, in buckets that are fixed.
///
/// @param counts one for each of [#BOUNDS], and one for what was later
/// @param sum    of all of them
@Pure
public record Lateness(List<Long> counts, Duration sum) {
    /// Upper bounds of the buckets, inclusive.
    public static final List<Duration> BOUNDS = List.of(
            Duration.ofMillis(1),
            Duration.ofNanos(2_500_000),
            Duration.ofMillis(5),
            Duration.ofMillis(10),
            Duration.ofMillis(20),
            Duration.ofMillis(40),
            Duration.ofMillis(70),
            Duration.ofMillis(100),
            Duration.ofMillis(200),
            Duration.ofMillis(500),
            Duration.ofSeconds(1));

    /// None came.
    public static final Lateness NONE = new Lateness(Collections.nCopies(BOUNDS.size() + 1, 0L), Duration.ZERO);

    public Lateness {
        counts = List.copyOf(counts);
    }

    /// Counts on one thread; others may read.
    static final class Counter {
        private final long[] counts = new long[BOUNDS.size() + 1];
        private long nanos;

        /// A beacon came.
        ///
        /// @param late since it was due; less than zero for one that came early
        synchronized void add(Duration late) {
            long took = Math.max(0, late.toNanos());
            int bucket = 0;
            while (bucket < BOUNDS.size() && took > BOUNDS.get(bucket).toNanos()) bucket++;
            counts[bucket]++;
            nanos += took;
        }

        synchronized Lateness snapshot() {
            List<Long> all = new ArrayList<>();
            for (long count : counts) all.add(count);
            return new Lateness(all, Duration.ofNanos(nanos));
        }
    }
}
