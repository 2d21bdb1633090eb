package tandem.proxy;

import tandem.Pure;

/// How long an event loop has stood still itself: what came meanwhile it has not read, so that much of what
/// it takes for the silence of a backend is its own. (Lifeguard's local health, Dadgar et al. 2018, for the
/// same reason.)
///
/// It remembers the last [#MOST] times.
@Pure
final class OwnLateness {
    static final int MOST = 16;

    private final long period;
    private final long[] begun = new long[MOST];
    private final long[] ended = new long[MOST];
    private int count;
    private long last;

    /// @param period nanoseconds from one look to the next, as it should be
    /// @param now    by any clock
    OwnLateness(long period, long now) {
        this.period = period;
        this.last = now;
    }

    /// The loop runs. To be called once in a period.
    void seen(long now) {
        if (now - last > 2 * period) {
            begun[count % MOST] = last + period;
            ended[count % MOST] = now;
            count++;
        }
        last = now;
    }

    /// How many nanoseconds it stood still since then.
    long since(long then) {
        long all = 0;
        for (int i = 0; i < Math.min(count, MOST); i++)
            if (ended[i] - then > 0) all += begun[i] - then > 0 ? ended[i] - begun[i] : ended[i] - then;
        return all;
    }
}
