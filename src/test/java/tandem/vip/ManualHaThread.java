package tandem.vip;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An executor whose time passes when a test says so; everything runs on the test's thread.
final class ManualHaThread extends AbstractExecutorService implements ScheduledExecutorService {
    static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private static final Logger LOG = LoggerFactory.getLogger(ManualHaThread.class);

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.<Task>comparingLong(task -> task.at).thenComparingLong(task -> task.order));
    private long now;
    private long order;
    private boolean shutdown;

    HaThread clocked() {
        return new HaThread(this, () -> now, () -> EPOCH.plusNanos(now), LOG);
    }

    /// Lets time pass and runs what becomes due, each at its time.
    void advance(Duration duration) {
        long end = now + duration.toNanos();
        for (Task next = tasks.peek(); next != null && next.at <= end; next = tasks.peek()) {
            tasks.remove();
            now = Math.max(now, next.at);
            next.run();
        }
        now = end;
    }

    /// Runs what is due now.
    void settle() {
        advance(Duration.ZERO);
    }

    boolean isIdle() {
        return tasks.stream().allMatch(Task::isCancelled);
    }

    /// Lets time pass while nothing runs, as if the process were frozen; what became due runs at the end.
    void freeze(Duration duration) {
        now += duration.toNanos();
        settle();
    }

    /// Lets time pass while nothing runs, and leaves what became due in the queue.
    void stall(Duration duration) {
        now += duration.toNanos();
    }

    private final class Task extends FutureTask<Object> implements ScheduledFuture<Object> {
        private final long at;
        private final long order;

        Task(Runnable command, long at, long order) {
            super(command, null);
            this.at = at;
            this.order = order;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(at - now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    @Override
    public void execute(Runnable command) {
        var _ = schedule(command, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        Task task = new Task(command, now + Math.max(0, unit.toNanos(delay)), order++);
        tasks.add(task);
        return task;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long first, long period, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void shutdown() {
        shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }
}
