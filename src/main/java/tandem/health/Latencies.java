package tandem.health;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/// How long one backend's answers took within a window, as counts by size: four buckets for each doubling,
/// from a microsecond to about a minute. Event loops add, one thread rolls the window and asks. What the
/// window covers is between a half and the whole of it, as in [RequestWindow].
final class Latencies {
    private static final int DOUBLINGS = 27;
    private static final int STEPS = 4;
    private static final int BUCKETS = DOUBLINGS * STEPS;
    private static final long NANOS_PER_MICRO = 1000;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private long[] halfAgo = new long[BUCKETS];
    private long[] before = new long[BUCKETS];
    private long since;

    Latencies(long now) {
        this.since = now;
    }

    /// An answer has come.
    void add(long nanos) {
        counts.incrementAndGet(bucket(nanos));
    }

    private static int bucket(long nanos) {
        long micros = Math.max(1, nanos / NANOS_PER_MICRO);
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros);
        long within = doubling >= 2 ? micros >>> (doubling - 2) : micros << (2 - doubling);
        return Math.min(BUCKETS - 1, doubling * STEPS + (int) (within & (STEPS - 1)));
    }

    /// Of what a bucket holds, about the middle.
    private static long nanos(int bucket) {
        double least = (STEPS + bucket % STEPS) / (double) STEPS * Math.scalb(1.0, bucket / STEPS);
        return (long) (least * NANOS_PER_MICRO * (1 + 0.5 / STEPS));
    }

    /// To be called at least twice in a window.
    void roll(Duration length, long now) {
        if (now - since < length.toNanos() / 2) return;
        before = halfAgo;
        halfAgo = totals();
        since = now;
    }

    /// Forgets what was.
    void restart(long now) {
        halfAgo = totals();
        before = halfAgo;
        since = now;
    }

    /// What the window holds.
    SlowOutliers.Sample sample(String backend) {
        long[] now = totals();
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) all += now[i] - before[i];
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += now[i] - before[i];
            if (seen > 0 && seen * 2 >= all) return new SlowOutliers.Sample(backend, all, nanos(i));
        }
        return new SlowOutliers.Sample(backend, 0, 0);
    }

    private long[] totals() {
        long[] totals = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) totals[i] = counts.get(i);
        return totals;
    }
}
