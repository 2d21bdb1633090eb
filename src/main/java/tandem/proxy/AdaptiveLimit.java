package tandem.proxy;

import tandem.Pure;

/// How many requests a backend may have under way so that it stays quick, found out from how long its answers take: the
/// gradient controller of Envoy's adaptive concurrency filter, a relative of Netflix's concurrency-limits.
///
///  1. What answers take when nothing waits in the backend (the *base*) is the least that a window of them
///     took on average. In every [#PROBED]th window that is busy it is measured anew: for two windows the
///     backend gets no more than the least, the first of them for what is under way to end. Where fewer than
///     [#FEWEST] answers come in the second, those after it are added, up to [#LONGEST] in all: then it is
///     what came that counts, and where nothing came the base stays. The backend has its limit back in any
///     case.
///  2. After each other window, the limit is multiplied by the base, [#TOLERANCE] times, over what answers took: by no
///     less than a half, and no more than one. Then it grows by its square root, and by [#HEADROOM] at least, so that a
///     backend that stays quick gets more.
///  3. A window in which less than half of the limit was used says nothing of it.
///
/// Whoever calls sees to it that one thread does at a time.
@Pure
final class AdaptiveLimit {
    static final double TOLERANCE = 1.5;
    static final int HEADROOM = 4;
    static final int FEWEST = 10;
    static final int PROBED = 60;
    static final int LONGEST = 8;
    static final long WINDOW = 250_000_000;

    private static final int FIRST = 20;

    private final int least;
    private final int most;
    private double limit;
    private double base;
    private long busyWindows;
    /// Which window of a measurement this is, from 1 on; 0 while there is none.
    private int probing;
    private long measured;
    private long measuredTook;

    /// @param least 1 or more
    /// @param most  no less
    AdaptiveLimit(int least, int most) {
        this.least = least;
        this.most = most;
        this.limit = Math.clamp(FIRST, least, most);
    }

    /// A window is over.
    ///
    /// @param answers in it; with fewer than [#FEWEST] nothing is concluded, but for a measurement
    /// @param took    nanoseconds, all answers together
    /// @param busiest how many requests were under way at most
    void window(long answers, long took, int busiest) {
        if (probing > 0) {
            measure(answers, took);
            return;
        }
        if (answers < FEWEST || took <= 0) return;
        double now = (double) took / answers;
        if (base == 0 || now < base) base = now;
        if (busiest < limit / 2) return;
        if (busyWindows % PROBED == 0) probing = 1;
        busyWindows++;
        double gradient = Math.clamp(TOLERANCE * base / now, 0.5, 1.0);
        limit = Math.clamp(limit * gradient + Math.max(HEADROOM, StrictMath.sqrt(limit)), least, most);
    }

    private void measure(long answers, long took) {
        // What comes in the first was sent before it.
        if (probing > 1) {
            measured += answers;
            measuredTook += took;
        }
        probing++;
        if (measured < FEWEST && probing <= LONGEST) return;
        if (measured > 0 && measuredTook > 0) base = (double) measuredTook / measured;
        measured = 0;
        measuredTook = 0;
        probing = 0;
    }

    /// Requests at a time.
    int current() {
        return probing > 0 ? least : (int) limit;
    }
}
