package tandem.cluster;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread on which the cluster's state lives. A task that fails is logged, and the thread goes
/// on; a task that comes after the executor was shut down is dropped, for the program is ending.
final class HaThread {
    private static final Logger log = LoggerFactory.getLogger(HaThread.class);
    private static final long UNKNOWN = -1;

    private final ScheduledExecutorService executor;
    /// Learned when the first task runs.
    private volatile long threadId = UNKNOWN;

    /// @param executor has a single thread
    HaThread(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    /// Runs the task at once when called on the thread, as soon as the thread gets to it otherwise.
    void run(Runnable task) {
        if (Thread.currentThread().threadId() == threadId) task.run();
        else later(task);
    }

    /// Runs the task after everything that waits already.
    void later(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            log.debug("too late for a task: {}", e.toString());
        }
    }

    Future<?> after(Duration delay, Runnable task) {
        try {
            return executor.schedule(guarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return ended();
        }
    }

    /// Runs the task at once, and again this long after each time. What was missed while the process stood still is not
    /// made up for: after an hour that would be thousands of times in a row.
    Future<?> every(Duration pause, Runnable task) {
        try {
            return executor.scheduleWithFixedDelay(guarded(task), 0, pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return ended();
        }
    }

    private static Future<?> ended() {
        return CompletableFuture.failedFuture(new CancellationException("the thread has ended"));
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            threadId = Thread.currentThread().threadId();
            try {
                task.run();
            } catch (Throwable e) {
                // All of it: the executor would keep an Error to itself.
                log.error("a task of the cluster failed", e);
            }
        };
    }
}
