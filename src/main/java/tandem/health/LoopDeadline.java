package tandem.health;

import io.vertx.core.Vertx;
import java.time.Duration;

/// A time limit that counts only the time in which its event loop was running.
///
/// A loop that stood still, because the JVM was cold or collected garbage or the whole process was frozen,
/// finds its timers due before it has looked at what came in meanwhile. With a plain timer, every backend
/// whose check was under way would be found too late, and a node that thaws would begin by ejecting healthy
/// backends. So the limit is waited for in slices one after the other, and a slice counts once, however
/// late it comes.
///
/// Lives on the event loop that starts it.
final class LoopDeadline {
    /// So a standstill is taken for a tenth of the limit at most.
    private static final int SLICES = 10;

    private final Vertx vertx;
    private final Runnable late;
    private final long sliceMillis;
    private int slicesLeft;
    private long timer;

    private LoopDeadline(Vertx vertx, Duration limit, Runnable late) {
        this.vertx = vertx;
        this.late = late;
        this.slicesLeft = (int) Math.min(SLICES, limit.toMillis());
        this.sliceMillis = limit.toMillis() / slicesLeft;
    }

    /// @param limit at least a millisecond
    /// @param late  is run when the limit has passed
    static LoopDeadline start(Vertx vertx, Duration limit, Runnable late) {
        LoopDeadline deadline = new LoopDeadline(vertx, limit, late);
        deadline.waitForSlice();
        return deadline;
    }

    void cancel() {
        vertx.cancelTimer(timer);
    }

    private void waitForSlice() {
        timer = vertx.setTimer(sliceMillis, _ -> {
            slicesLeft--;
            if (slicesLeft > 0) {
                waitForSlice();
            } else {
                late.run();
            }
        });
    }
}
