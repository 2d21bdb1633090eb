package tandem.vip;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/// The thread that the HA path runs on, as one VIP's controller uses it: its clocks, its queue, one alarm, and the log.
final class HaThread {
    private static final Logger LOG = LoggerFactory.getLogger(HaThread.class);

    /// What a node is to a VIP is told whatever the level of the log is.
    private static final Logger ROLES = LoggerFactory.getLogger("tandem.vip.role");

    private final ScheduledExecutorService executor;
    private final LongSupplier nanos;
    private final InstantSource wall;
    private final Logger log;
    private final Logger roles;
    private final long origin;

    private @Nullable ScheduledFuture<?> alarm;
    private Duration alarmAt = Duration.ZERO;

    /// @param nanos a monotonic clock
    /// @param log   where its user tells what happens
    HaThread(ScheduledExecutorService executor, LongSupplier nanos, InstantSource wall, Logger log) {
        this(executor, nanos, wall, log, ROLES);
    }

    private HaThread(
            ScheduledExecutorService executor, LongSupplier nanos, InstantSource wall, Logger log, Logger roles) {
        this.executor = executor;
        this.nanos = nanos;
        this.wall = wall;
        this.log = log;
        this.roles = roles;
        this.origin = nanos.getAsLong();
    }

    static HaThread of(ScheduledExecutorService executor, Logger log) {
        return new HaThread(executor, System::nanoTime, InstantSource.system(), log);
    }

    /// The same queue and clocks with an alarm of its own, and nothing told.
    HaThread silent() {
        return new HaThread(executor, nanos, wall, NOPLogger.NOP_LOGGER, NOPLogger.NOP_LOGGER);
    }

    /// Monotonic time since this object was made. From any thread.
    Duration now() {
        return Duration.ofNanos(nanos.getAsLong() - origin);
    }

    Logger log() {
        return log;
    }

    /// Where changes of roles are told.
    Logger roles() {
        return roles;
    }

    Instant wallNow() {
        return wall.instant();
    }

    /// Queues a task. From any thread.
    ///
    /// @return false when the thread has ended and the task is dropped
    boolean execute(Runnable task) {
        try {
            executor.execute(guarded(task));
            return true;
        } catch (RejectedExecutionException afterTheEnd) {
            LOG.debug("the HA thread has ended; a late event is dropped");
            return false;
        }
    }

    /// Sets the alarm, unless it rings before that time anyway. On the HA thread.
    void alarm(Duration at, Runnable task) {
        if (alarm != null && alarmAt.compareTo(at) <= 0) return;
        if (alarm != null) alarm.cancel(false);
        alarmAt = at;
        Runnable ringing = guarded(() -> {
            alarm = null;
            task.run();
        });
        try {
            alarm = executor.schedule(ringing, at.minus(now()).toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException afterTheEnd) {
            LOG.debug("the HA thread has ended; nothing is scheduled any more");
        }
    }

    /// Queues a task for later. From any thread.
    void later(Duration pause, Runnable task) {
        try {
            var _ = executor.schedule(guarded(task), pause.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException afterTheEnd) {
            LOG.debug("the HA thread has ended; nothing is scheduled any more");
        }
    }

    /// Nothing rings any more. On the HA thread.
    void cancelAlarm() {
        if (alarm != null) alarm.cancel(false);
        alarm = null;
    }

    /// Makes a call that answers with a stage, and takes its result in turn: never in the middle of another task. A
    /// call that throws has failed.
    void whenDone(Supplier<CompletionStage<Void>> call, Consumer<@Nullable Throwable> then) {
        CompletionStage<Void> result;
        try {
            result = call.get();
        } catch (RuntimeException thrown) {
            LOG.error("a call threw instead of answering", thrown);
            result = CompletableFuture.failedStage(thrown);
        }
        var _ = result.whenComplete((_, failure) -> execute(() -> then.accept(failure)));
    }

    /// What went wrong, for a person.
    static String line(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /// An executor swallows what its tasks throw. Here that is a bug, and must be heard of.
    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error bug) {
                LOG.error("a task of the HA thread failed", bug);
                throw bug;
            }
        };
    }
}
