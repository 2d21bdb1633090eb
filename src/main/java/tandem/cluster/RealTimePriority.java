package tandem.cluster;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets a thread run ahead of all ordinary ones (`man 7 sched`, SCHED_FIFO), where this process may: as root,
/// with CAP_SYS_NICE or with a limit RLIMIT_RTPRIO. Threads that do little and must not wait ask for it.
public final class RealTimePriority {
    private static final Logger log = LoggerFactory.getLogger(RealTimePriority.class);
    private static final int SCHED_FIFO = 1;
    /// What the thread starts does not inherit it: an operator's command is an ordinary process.
    private static final int SCHED_RESET_ON_FORK = 0x40000000;
    /// The lowest of the real-time priorities is above every ordinary one.
    private static final int LOWEST = 1;
    private static final int THIS_THREAD = 0;
    private static final AtomicBoolean refused = new AtomicBoolean();

    private RealTimePriority() {}

    /// The task, at real-time priority where that is permitted. One line in the log when it is not.
    public static Runnable during(Runnable task) {
        return () -> {
            request();
            task.run();
        };
    }

    // Calling the kernel is what this class is for; bin/jvm.options permits it.
    @SuppressWarnings("restricted")
    private static void request() {
        String name = Thread.currentThread().getName();
        if (!System.getProperty("os.name").equals("Linux")) return;
        try (Arena arena = Arena.ofConfined()) {
            MemoryLayout captured = Linker.Option.captureStateLayout();
            MethodHandle call = Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker()
                                    .defaultLookup()
                                    .find("sched_setscheduler")
                                    .orElseThrow(),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS),
                            Linker.Option.captureCallState("errno"));
            MemorySegment state = arena.allocate(captured);
            MemorySegment priority = arena.allocateFrom(JAVA_INT, LOWEST);
            int result = (int) call.invokeExact(state, THIS_THREAD, SCHED_FIFO | SCHED_RESET_ON_FORK, priority);
            if (result == 0) log.debug("{} runs at real-time priority", name);
            else refuse("error " + state.get(JAVA_INT, 0));
        } catch (Throwable e) {
            refuse(e.toString());
        }
    }

    private static void refuse(String why) {
        if (!refused.compareAndSet(false, true)) return;
        log.info(
                "no real-time priority for the failure detector ({}): on a machine that is very busy a takeover takes"
                        + " longer, or comes without need; CAP_SYS_NICE permits it (systemd: LimitRTPRIO=1)",
                why);
    }
}
