package tandem.failover;

import java.time.Duration;

/// Says what is being done and how long the rest will take, as the other benchmarks do.
final class Progress {
    private final Duration planned;
    private final long began = System.nanoTime();
    private Duration done = Duration.ZERO;

    /// @param planned how long all steps will take, by plan
    Progress(Duration planned) {
        this.planned = planned;
    }

    /// A step begins.
    void step(String what) {
        Duration left = planned.minus(done);
        // What it took so far tells more than the plan, once there is something to go by.
        if (done.multipliedBy(20).compareTo(planned) > 0)
            left = Duration.ofNanos((long) ((System.nanoTime() - began) * (left.toNanos() / (double) done.toNanos())));
        System.err.printf(
                "[%3d%%] %d:%02d left  %s%n",
                planned.isZero() ? 0 : 100 * done.toMillis() / planned.toMillis(),
                left.toMinutes(),
                left.toSecondsPart(),
                what);
    }

    /// A step that was planned to take so long is over.
    void done(Duration step) {
        done = done.plus(step);
    }
}
