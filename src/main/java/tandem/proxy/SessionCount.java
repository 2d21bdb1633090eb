package tandem.proxy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;

/// How many sessions a backend has, as far as the proxy sees it: those of which a request went to it lately.
///
/// Estimated by linear counting (Whang, Vander-Zanden and Taylor, 1990): each session sets one bit, chosen by its hash,
/// and
/// the bits that are not set tell how many there were, within a few per cent up to some 50,000. So it takes 4 KiB for
/// each backend, however many sessions there are. Two maps take turns, so that a session which asks nothing any more is
/// forgotten after one to two windows. Any thread; two that set a bit at once lose nothing.
final class SessionCount {
    private static final int BITS = 1 << 14;
    private static final long WINDOW = Duration.ofMinutes(10).toNanos();

    private volatile AtomicLongArray now = fresh();
    private volatile AtomicLongArray before = fresh();
    /// When the window began; 0 until somebody asks. Guarded by this.
    private long since;

    private static AtomicLongArray fresh() {
        return new AtomicLongArray(BITS / Long.SIZE);
    }

    /// A request of a session goes to the backend.
    ///
    /// @param hash of the session's id, with all its bits mixed
    void seen(int hash) {
        int bit = hash & (BITS - 1);
        AtomicLongArray map = now;
        long mask = 1L << bit;
        // Most requests are of a session that was seen.
        if ((map.get(bit >>> 6) & mask) == 0) map.getAndAccumulate(bit >>> 6, mask, (set, one) -> set | one);
    }

    /// How many there are, within a few per cent. To be asked from time to time: it turns the windows.
    ///
    /// @param nanos by the clock
    synchronized int estimate(long nanos) {
        if (since == 0) since = nanos;
        if (nanos - since >= WINDOW) {
            before = nanos - since >= 2 * WINDOW ? fresh() : now;
            now = fresh();
            since = nanos;
        }
        int empty = 0;
        for (int word = 0; word < BITS / Long.SIZE; word++)
            empty += Long.SIZE - Long.bitCount(now.get(word) | before.get(word));
        return (int) Math.round(-BITS * Math.log(Math.max(1, empty) / (double) BITS));
    }
}
