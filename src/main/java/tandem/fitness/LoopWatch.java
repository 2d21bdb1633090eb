package tandem.fitness;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks whether every event loop turns: each is handed a task again and again, and has to get round to it.
///
/// Time counts only while this watch runs itself: it counts its own ticks and not the clock. A process that
/// was frozen, or a machine that had no time for it, does not find its loops stalled when it goes on.
public final class LoopWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LoopWatch.class);

    static final String SUBJECT = "event loops";

    private static final int TICKS = 8;

    private final List<Loop> loops = new ArrayList<>();
    private final Duration stall;
    private final Findings findings;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("tandem-loop-watch").factory());

    /// One event loop. Its task is handed over once and not again before it has run.
    private static final class Loop {
        private final Executor executor;
        private volatile boolean turned = true;
        private int missed;

        Loop(Executor executor) {
            this.executor = executor;
        }

        void tick() {
            if (!turned) {
                missed++;
                return;
            }
            missed = 0;
            turned = false;
            executor.execute(() -> turned = true);
        }
    }

    private LoopWatch(List<Executor> loops, Duration stall, Findings findings) {
        for (var loop : loops) this.loops.add(new Loop(loop));
        this.stall = stall;
        this.findings = findings;
    }

    /// Begins to look.
    ///
    /// @param loops a way to run something on each of them
    /// @param stall how long one may take to turn
    public static LoopWatch start(List<Executor> loops, Duration stall, Findings findings) {
        var watch = new LoopWatch(loops, stall, findings);
        long tick = stall.toMillis() / TICKS;
        // Not at a fixed rate: ticks that were missed in a freeze would come all at once after it.
        var _ = watch.thread.scheduleWithFixedDelay(watch::tick, tick, tick, TimeUnit.MILLISECONDS);
        return watch;
    }

    private void tick() {
        try {
            loops.forEach(Loop::tick);
            findings.report(finding());
        } catch (RuntimeException e) {
            // A loop that takes no task any more: the node is being stopped. Ticks must go on until it is.
            LOG.debug("the event loops cannot be watched: {}", e.toString());
        }
    }

    private Finding finding() {
        var stalled = new ArrayList<String>();
        for (int index = 0; index < loops.size(); index++)
            if (loops.get(index).missed >= TICKS) stalled.add(String.valueOf(index));
        if (stalled.isEmpty()) return new Finding(SUBJECT, true, "all " + loops.size() + " turn");
        return new Finding(
                SUBJECT,
                false,
                "number " + String.join(", ", stalled) + " of " + loops.size() + " (counted from 0) not turned for "
                        + stall.toMillis() + " ms");
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
