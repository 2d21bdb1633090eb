package tandem.proxy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Lets each backend of a pool have so many requests under way and no more. The others wait in one line, whichever
/// event loop they are on, and go in the order in which they came: a place that becomes free is handed to the first who
/// may take it, so that nobody who comes later can snatch it.
///
/// All event loops share it. It holds its lock for moments only, and calls the waiters without it.
final class RequestQueue {
    private final QueueSettings settings;
    /// Whether the requests of others than its own sessions may go to a backend now.
    private final Predicate<Upstream.Target> open;
    /// In the order in which they came, and since when, by [System#nanoTime()].
    private final Map<Waiter, Long> line = new LinkedHashMap<>();

    private final Durations waits = new Durations();
    private long expired;
    private long refused;

    /// Waits for a place, and is told exactly once unless it leaves. By any thread.
    interface Waiter {
        /// Whether it may go to this backend.
        ///
        /// @param open whether the requests of others than its sessions may
        boolean takes(Upstream.Target target, boolean open);

        /// It has a place there, which it has to give back.
        void admitted(Upstream.Target target);

        /// It has waited for too long.
        void expired();
    }

    RequestQueue(QueueSettings settings, Predicate<Upstream.Target> open) {
        this.settings = settings;
        this.open = open;
    }

    /// Whether a backend has all the requests that it may.
    boolean isFull(Upstream.Target target) {
        return target.load().places().get() >= limit(target);
    }

    private int limit(Upstream.Target target) {
        ConcurrencyLimit adaptive = target.load().limit();
        return adaptive == null ? settings.requestsPerBackend() : adaptive.current();
    }

    /// Takes a place at a backend, if one is free.
    synchronized boolean take(Upstream.Target target) {
        if (isFull(target)) return false;
        target.load().places().incrementAndGet();
        return true;
    }

    /// Gives a place back: to the first who waits for it.
    void giveBack(Upstream.Target target) {
        Waiter next;
        synchronized (this) {
            // The limit may be lower now than when the place was taken.
            boolean fits = target.load().places().get() <= limit(target);
            next = fits ? pollFirst(target) : null;
            if (next == null) target.load().places().decrementAndGet();
        }
        if (next != null) next.admitted(target);
    }

    /// Stands in line, at its end.
    ///
    /// @param now by [System#nanoTime()]
    /// @return whether there was room
    synchronized boolean join(Waiter waiter, long now) {
        if (line.size() >= settings.length()) {
            refused++;
            return false;
        }
        line.put(waiter, now);
        return true;
    }

    /// Leaves the line, if it still stands there.
    synchronized void leave(Waiter waiter) {
        line.remove(waiter);
    }

    /// Hands out the free places of a backend: those of one that has come back, or that became free while somebody was
    /// about to join.
    void serve(Upstream.Target target) {
        while (true) {
            Waiter next;
            synchronized (this) {
                if (line.isEmpty() || isFull(target)) return;
                next = pollFirst(target);
                if (next == null) return;
                target.load().places().incrementAndGet();
            }
            next.admitted(target);
        }
    }

    /// Ends the waiting of those who have waited for too long.
    ///
    /// @param now by [System#nanoTime()]
    void expire(long now) {
        List<Waiter> late = new ArrayList<>();
        synchronized (this) {
            long limit = settings.timeout().toNanos();
            for (Map.Entry<Waiter, Long> entry : line.entrySet()) {
                if (now - entry.getValue() < limit) break;
                late.add(entry.getKey());
            }
            late.forEach(line::remove);
            expired += late.size();
        }
        late.forEach(Waiter::expired);
    }

    synchronized boolean isEmpty() {
        return line.isEmpty();
    }

    /// What is counted of it.
    synchronized PoolSnapshot.Queue snapshot() {
        return new PoolSnapshot.Queue(settings.requestsPerBackend(), line.size(), expired, refused, waits.snapshot());
    }

    private @Nullable Waiter pollFirst(Upstream.Target target) {
        if (line.isEmpty()) return null;
        boolean isOpen = open.test(target);
        for (Waiter waiter : line.keySet()) {
            if (!waiter.takes(target, isOpen)) continue;
            Long since = line.remove(waiter);
            if (since != null) waits.add(Math.max(0, System.nanoTime() - since));
            return waiter;
        }
        return null;
    }
}
