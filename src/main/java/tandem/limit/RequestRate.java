package tandem.limit;

/// A token bucket for each client, in a table of fixed size.
///
/// Of a bucket only the moment is kept at which it will be full again (the generic cell rate algorithm), so
/// that a client is two numbers, and one whose bucket is full is as good as unknown. The table consists of
/// sets of eight; in a set that is full, the client whose bucket is the fullest is forgotten. So memory stays
/// the same under a flood of addresses, and whoever floods most is remembered longest.
///
/// May be used from any thread.
public final class RequestRate {
    private static final int WAYS = 8;
    private static final int LOCKS = 64;
    private static final long SECOND = 1_000_000_000;

    private final long[] clients;
    private final long[] full;
    private final int setMask;
    private final Object[] locks = new Object[LOCKS];
    private final long seed;
    private final long interval;
    private final long room;

    /// Every bucket is full.
    ///
    /// @param perSecond requests by a client for which its bucket stays as it is, from 1
    /// @param burst     requests that a full bucket lets through at once, from 1
    /// @param entries   clients that are remembered; rounded up to a power of two, and to 512 at least
    /// @param seed      keeps strangers from choosing addresses that fall into one set
    public RequestRate(int perSecond, int burst, int entries, long seed) {
        int sets = Math.max(LOCKS, Integer.highestOneBit(Math.max(entries - 1, 1)) * 2 / WAYS);
        this.clients = new long[sets * WAYS];
        this.full = new long[sets * WAYS];
        this.setMask = sets - 1;
        this.seed = seed;
        this.interval = SECOND / perSecond;
        this.room = interval * burst;
        for (int i = 0; i < LOCKS; i++) locks[i] = new Object();
    }

    /// Takes a token, if the client has one.
    ///
    /// @param client of [ClientKey]
    /// @param now    nanoseconds, as of [System#nanoTime]
    /// @return 0, or the nanoseconds until there will be a token
    public long take(long client, long now) {
        int set = (int) (mixed(client ^ seed) & setMask);
        synchronized (locks[set & LOCKS - 1]) {
            int slot = slot(set * WAYS, client, now);
            long ready = full[slot] - now > 0 && clients[slot] == client ? full[slot] : now;
            long wait = ready + interval - now - room;
            if (wait > 0) return wait;
            clients[slot] = client;
            full[slot] = ready + interval;
            return 0;
        }
    }

    /// The client's, or that of whoever has to go for it.
    private int slot(int first, long client, long now) {
        int fullest = first;
        for (int slot = first; slot < first + WAYS; slot++) {
            if (clients[slot] == client) return slot;
            if (emptiness(slot, now) < emptiness(fullest, now)) fullest = slot;
        }
        return fullest;
    }

    /// Nanoseconds until a bucket is full again; that of nobody is fuller than all others.
    private long emptiness(int slot, long now) {
        return clients[slot] == 0 ? -1 : Math.max(0, full[slot] - now);
    }

    /// The last step of SplitMix64, after which every bit depends on every other.
    private static long mixed(long key) {
        long z = (key ^ key >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
