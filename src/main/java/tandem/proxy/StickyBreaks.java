package tandem.proxy;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tandem.balance.Mix;

/// Counts the sessions of a pool that went to another backend because their own could not have them: each once for each
/// move, also when it goes on to name the backend that it had (a Tomcat without replicated sessions tells it of no
/// other one).
///
/// For that it remembers those that moved, up to four that share one of some thousand places by their hash; a
/// session that is pushed out by others is counted again with its next request. One that is back at its
/// backend is forgotten. Nothing is allocated before the first break, and until then a request costs one look
/// at a field.
final class StickyBreaks {
    static final int PLACES = 1 << 14;
    static final int WAYS = 4;

    private static final int PLACE_SHIFT = Long.SIZE - 14;
    private static final long BACKEND_BITS = 0xffff;

    private final LongAdder total = new LongAdder();
    private final Map<String, LongAdder> untold = new ConcurrentHashMap<>();
    /// A session's hash with that of its new backend in the lowest bits; 0 where there is none.
    private volatile @Nullable AtomicLongArray moved;

    /// A request of a session goes to its backend.
    void stays(long session) {
        AtomicLongArray known = moved;
        if (known == null || session == 0) return;
        int at = find(known, session);
        if (at >= 0) known.set(at, 0);
    }

    /// A request of a session goes to another backend than its own.
    ///
    /// @param home its own
    void moves(String home, long session, String to) {
        if (session != 0 && isKnown(session, to)) return;
        total.increment();
        untold.computeIfAbsent(home, _ -> new LongAdder()).increment();
    }

    private boolean isKnown(long session, String to) {
        AtomicLongArray known = moved;
        if (known == null) known = begin();
        long mark = (session & ~BACKEND_BITS) | (Mix.of(to) & BACKEND_BITS);
        int at = find(known, session);
        if (at >= 0) return known.getAndSet(at, mark) == mark;
        known.set(free(known, session), mark);
        return false;
    }

    private synchronized AtomicLongArray begin() {
        AtomicLongArray known = moved;
        if (known == null) {
            known = new AtomicLongArray(PLACES * WAYS);
            moved = known;
        }
        return known;
    }

    private static int place(long session) {
        return (int) (session >>> PLACE_SHIFT) * WAYS;
    }

    private static int find(AtomicLongArray known, long session) {
        int place = place(session);
        for (int at = place; at < place + WAYS; at++) {
            long mark = known.get(at);
            if (mark != 0 && (mark & ~BACKEND_BITS) == (session & ~BACKEND_BITS)) return at;
        }
        return -1;
    }

    private static int free(AtomicLongArray known, long session) {
        int place = place(session);
        for (int at = place; at < place + WAYS; at++) if (known.get(at) == 0) return at;
        return place + (int) (session >>> 20 & WAYS - 1);
    }

    /// Since the start.
    long total() {
        return total.sum();
    }

    /// How many have left which backend since this was asked last.
    Map<String, Long> take() {
        Map<String, Long> taken = new HashMap<>();
        untold.forEach((home, count) -> {
            long since = count.sumThenReset();
            if (since > 0) taken.put(home, since);
        });
        return taken;
    }
}
