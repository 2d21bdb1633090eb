package tandem.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// The rhythm in which a node speaks and judges: once every interval, and besides whenever somebody's
/// silence will have been too long. On the HA thread.
final class Beat {
    private final HaThread haThread;
    private final Duration interval;
    private final Supplier<Duration> clock;
    private final Round round;
    private final Runnable changed;
    private Duration due = Duration.ZERO;
    private volatile long late;
    private boolean ended;

    /// What is done in this rhythm.
    interface Round {
        /// One interval of the beacons: hears, judges and speaks.
        ///
        /// @return whether anything was new
        boolean beat();

        /// Hears what there is, and says who has been silent for too long.
        ///
        /// @return whether anything was new
        boolean judge();

        /// How long it takes until somebody's silence will have been too long.
        Optional<Duration> untilLoss();
    }

    /// @param clock   of the HA thread
    /// @param changed called when something that the others said, or did not say, was new
    Beat(HaThread haThread, Duration interval, Supplier<Duration> clock, Round round, Runnable changed) {
        this.haThread = haThread;
        this.interval = interval;
        this.clock = clock;
        this.round = round;
        this.changed = changed;
    }

    /// Begins, and goes on by itself, whatever goes wrong with one of them: a node that says nothing more counts as
    /// lost, and takes the others for lost.
    void go() {
        if (ended) return;
        try {
            if (round.beat()) changed.run();
        } finally {
            goOn();
        }
    }

    private void goOn() {
        Duration now = clock.get();
        // Steadily, but after a pause from there on: nobody is served by several beacons at once.
        Duration next = due.plus(interval);
        if (!due.isZero() && next.compareTo(now) <= 0) countLate();
        due = next.compareTo(now) > 0 ? next : now.plus(interval);
        Duration pause = due.minus(now);
        var _ = haThread.after(pause, this::go);
        round.untilLoss().filter(end -> end.compareTo(pause) < 0).ifPresent(end -> {
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
        if (!ended && round.judge()) changed.run();
    }

    void end() {
        ended = true;
    }
}
