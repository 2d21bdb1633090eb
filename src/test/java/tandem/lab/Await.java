package tandem.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Waits for a condition of the real world, with a generous limit, and says what it saw when the condition
/// never came.
///
/// @param limit how long to wait; a safety net, not a measurement
/// @param where where a person looks next, for example the folder of the logs
public record Await(Duration limit, String where) {
    private static final Duration PAUSE = Duration.ofMillis(20);

    /// Waits until the state satisfies the condition, and returns that state.
    public <T> T until(String what, Supplier<T> state, Predicate<? super T> reached) {
        return steadily(what, Duration.ZERO, state, reached);
    }

    /// Waits until the condition has held for a time without a break, and returns the last state.
    public <T> T steadily(String what, Duration hold, Supplier<T> state, Predicate<? super T> reached) {
        long end = System.nanoTime() + limit.toNanos();
        @Nullable Long heldSince = null;
        while (true) {
            T seen = state.get();
            long now = System.nanoTime();
            if (!reached.test(seen)) {
                heldSince = null;
            } else if (heldSince == null) {
                heldSince = now;
            }
            if (heldSince != null && now - heldSince >= hold.toNanos()) return seen;
            if (now - end > 0) throw new AssertionError(complaint(what, hold, seen));
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.currentThread().isInterrupted()) throw new AssertionError("interrupted, awaiting: " + what);
        }
    }

    private String complaint(String what, Duration hold, @Nullable Object seen) {
        String steady = hold.isZero() ? "" : " for " + hold.toMillis() + " ms without a break";
        return "awaited in vain for " + limit.toSeconds() + " s: " + what + steady + "\nlast seen: " + seen
                + "\nlook in: " + where;
    }
}
