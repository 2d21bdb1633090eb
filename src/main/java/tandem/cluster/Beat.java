package tandem.cluster;

import java.time.Duration;
import java.util.function.Supplier;

/// The rhythm in which a node speaks and judges: once every interval, and besides whenever somebody's
/// silence will have been too long. On the HA thread.
final class Beat {
    private final HaThread haThread;
    private final Duration interval;
    private final Supplier<Duration> clock;
    private final Correspondence correspondence;
    private final Runnable changed;
    private Duration due = Duration.ZERO;
    private volatile long late;
    private boolean ended;

    /// @param clock   of the HA thread
    /// @param changed called when something that the others said, or did not say, was new
    Beat(
            HaThread haThread,
            Duration interval,
            Supplier<Duration> clock,
            Correspondence correspondence,
            Runnable changed) {
        this.haThread = haThread;
        this.interval = interval;
        this.clock = clock;
        this.correspondence = correspondence;
        this.changed = changed;
    }

    /// Begins, and goes on by itself.
    void go() {
        if (ended) return;
        if (correspondence.beat()) changed.run();
        Duration now = clock.get();
        // Steadily, but after a pause from there on: nobody is served by several beacons at once.
        Duration next = due.plus(interval);
        if (!due.isZero() && next.compareTo(now) <= 0) countLate();
        due = next.compareTo(now) > 0 ? next : now.plus(interval);
        Duration pause = due.minus(now);
        var _ = haThread.after(pause, this::go);
        correspondence.untilLoss().filter(end -> end.compareTo(pause) < 0).ifPresent(end -> {
            var _ = haThread.after(end, this::judge);
        });
    }

    /// On one thread only.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void countLate() {
        late++;
    }

    /// Times a beacon went out an interval late or more. Any thread.
    long late() {
        return late;
    }

    private void judge() {
        if (!ended && correspondence.judge()) changed.run();
    }

    void end() {
        ended = true;
    }
}
