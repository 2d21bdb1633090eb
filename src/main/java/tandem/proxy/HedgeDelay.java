package tandem.proxy;

import tandem.Pure;

/// After how long a request of a pool gets a second try, as one event loop knows it.
///
/// Where it is a part of the answers that decides (`p95`), it counts first tries by how long they took, in
/// eight buckets for each doubling, and forgets half of them every five seconds. One that was outrun by a
/// second try counts as it stood then, for it takes at least so long: if only answers counted, the quick ones
/// of second tries would take the place of the slow ones that they spare, so that ever more requests would
/// seem slow. Until it knows [#FEWEST] nothing is hedged, and never before [HedgeSettings#SOONEST]: a second
/// try that comes too soon is as much load as a first one (Dean and Barroso, The Tail at Scale, 2013).
@Pure
final class HedgeDelay {
    static final int FEWEST = 100;
    static final long NEVER = Long.MAX_VALUE;
    static final long HALVED_AFTER = 5_000_000_000L;

    private static final int STEPS = 8;
    private static final int BUCKETS = 40 * STEPS;
    private static final double PERCENT = 100;

    private final HedgeSettings settings;
    private final long[] counts = new long[BUCKETS];
    private long halvedAt;
    private long delay;

    /// @param now by any clock
    HedgeDelay(HedgeSettings settings, long now) {
        this.settings = settings;
        this.halvedAt = now;
        this.delay = settings.quantile() == 0 ? settings.after().toNanos() : NEVER;
    }

    /// A first try is answered, or outrun by a second one.
    ///
    /// @param took nanoseconds up to then
    void firstTry(long took) {
        if (settings.quantile() != 0) counts[bucket(Math.max(1, took))]++;
    }

    private static int bucket(long nanos) {
        int doubling = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
        long within = doubling >= 3 ? nanos >>> (doubling - 3) : nanos << (3 - doubling);
        return Math.min(BUCKETS - 1, doubling * STEPS + (int) (within & (STEPS - 1)));
    }

    /// What is above everything in a bucket.
    private static long end(int bucket) {
        return (long) ((STEPS + bucket % STEPS + 1) / (double) STEPS * Math.scalb(1.0, bucket / STEPS));
    }

    /// To be called some times in a second.
    void roll(long now) {
        if (settings.quantile() == 0) return;
        long all = 0;
        for (long count : counts) all += count;
        delay = all < FEWEST ? NEVER : Math.max(HedgeSettings.SOONEST.toNanos(), quantile(all));
        if (now - halvedAt < HALVED_AFTER) return;
        halvedAt = now;
        for (int i = 0; i < BUCKETS; i++) counts[i] /= 2;
    }

    private long quantile(long all) {
        long wanted = (long) StrictMath.ceil(all * settings.quantile() / PERCENT);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += counts[i];
            if (seen >= wanted) return end(i);
        }
        return NEVER;
    }

    /// Nanoseconds; [#NEVER] for never.
    long nanos() {
        return delay;
    }
}
