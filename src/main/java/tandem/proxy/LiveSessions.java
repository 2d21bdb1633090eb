package tandem.proxy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Counts the sessions of which a request was sent to one backend lately, without keeping any of them.
///
/// Each session has one of [#CELLS] cells by its hash, which holds when it was seen last; of those that share
/// a cell one is counted, and what is missing for that is estimated from how full the cells are (linear
/// counting, Whang et al. 1990, with times in the place of bits). So zero is zero, few are counted nearly
/// always to the one, 10 000 within about one in a hundred, and beyond 100 000 they are too few. Noting one
/// is one write to memory; event loops do it without a lock. Nothing is allocated before the first session.
final class LiveSessions {
    static final int CELLS = 1 << 14;

    /// A session lives as long as a request of it has come within this time, or within half of the limit of a drain
    /// where that is shorter.
    static final Duration USUAL_WINDOW = Duration.ofMinutes(5);

    private static final int CELL_SHIFT = Long.SIZE - 14;
    /// A cell's unit of time is 2^27 ns, about an eighth of a second, so that an `int` holds nine years.
    private static final int UNIT_SHIFT = 27;

    private final long origin;
    private volatile int @Nullable [] lastSeen;

    /// @param origin by the clock of all other times here
    LiveSessions(long origin) {
        this.origin = origin;
    }

    /// A request of a session goes to the backend.
    void seen(long session, long now) {
        if (session == 0) return;
        int[] cells = lastSeen;
        if (cells == null) cells = begin();
        int at = (int) (session >>> CELL_SHIFT);
        int unit = unit(now);
        // Most requests are of a session that was seen a moment ago: other processors keep their copies.
        if (cells[at] != unit) cells[at] = unit;
    }

    private synchronized int[] begin() {
        int[] cells = lastSeen;
        if (cells == null) {
            cells = new int[CELLS];
            lastSeen = cells;
        }
        return cells;
    }

    /// How many were seen within the time before now.
    int within(Duration window, long now) {
        int[] cells = lastSeen;
        if (cells == null) return 0;
        int oldest = unit(now) - (int) (window.toNanos() >> UNIT_SHIFT);
        int full = 0;
        for (int cell : cells) if (cell != 0 && cell >= oldest) full++;
        int empty = Math.max(1, CELLS - full);
        return (int) Math.round(-CELLS * StrictMath.log((double) empty / CELLS));
    }

    /// From 1 on.
    private int unit(long now) {
        return (int) (Math.max(0, now - origin) >> UNIT_SHIFT) + 1;
    }
}
