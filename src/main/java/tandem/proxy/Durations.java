package tandem.proxy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// How long things took, counted over all event loops in buckets that are fixed, so that what several nodes
/// have counted can be added up.
final class Durations {
    /// Upper bounds in nanoseconds, inclusive; a last bucket has what took longer.
    private static final long[] BOUNDS = bounds();

    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();

    Durations() {
        Arrays.setAll(buckets, _ -> new LongAdder());
    }

    private static long[] bounds() {
        return ProxySnapshot.Durations.BOUNDS.stream()
                .mapToLong(Duration::toNanos)
                .toArray();
    }

    /// @param took nanoseconds
    void add(long took) {
        int bucket = 0;
        while (bucket < BOUNDS.length && took > BOUNDS[bucket]) bucket++;
        buckets[bucket].increment();
        nanos.add(took);
    }

    ProxySnapshot.Durations snapshot() {
        return new ProxySnapshot.Durations(
                List.of(buckets).stream().map(LongAdder::sum).toList(), Duration.ofNanos(nanos.sum()));
    }
}
