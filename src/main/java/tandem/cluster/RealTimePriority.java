package tandem.cluster;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a busy machine from delaying the failure detector, where this process may: as root, with CAP_SYS_NICE or
/// with a limit RLIMIT_RTPRIO and RLIMIT_NICE (`man 7 sched`).
///
/// The detector's own threads run ahead of all ordinary ones. That alone is not enough in a JVM: they wait for its
/// garbage collector and at its safepoints, and for locks that its other threads hold. So the threads that collect
/// run ahead, too, and all others of this process take precedence over those of other programs. Measured, with
/// twice as many burning processes as processors: a collection took 0.2 to 2.4 s without, 5 to 54 ms with it.
public final class RealTimePriority {
    private static final Logger log = LoggerFactory.getLogger(RealTimePriority.class);
    private static final int SCHED_FIFO = 1;
    /// What the thread starts does not inherit it: an operator's command is an ordinary process.
    private static final int SCHED_RESET_ON_FORK = 0x40000000;
    /// The lowest of the real-time priorities is above every ordinary one.
    private static final int LOWEST = 1;
    private static final int THIS_THREAD = 0;
    private static final int PRIO_PROCESS = 0;
    private static final int NICE = -10;
    /// As HotSpot names them in `/proc/self/task/*/comm`: the one that halts the others, and those that
    /// collect while they stand. None that works beside the others: G1's refinement spins until a lock is
    /// free, and whoever has the lock would never run on a machine of one processor.
    private static final List<String> ON_WHICH_ALL_WAIT = List.of("VM Thread", "GC Thread#");

    /// In the names of the threads that compile, `C1 CompilerThre` and `C2 CompilerThre`.
    private static final String COMPILER = "Compiler";

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final AtomicBoolean refused = new AtomicBoolean();

    private RealTimePriority() {}

    /// The thread `tandem-ha` of a node, on which the detector runs: alone, or at real-time priority.
    ///
    /// @param realTime whether that is asked for; then the whole process is raised, too, but for the compilers
    ///                 ([#raiseProcess] raises them)
    public static ScheduledExecutorService detectorThread(boolean realTime) {
        if (realTime) raise(false);
        return Executors.newSingleThreadScheduledExecutor(
                task -> Thread.ofPlatform().name("tandem-ha").unstarted(realTime ? during(task) : task));
    }

    /// The task, at real-time priority where that is permitted. One line in the log when it is not.
    public static Runnable during(Runnable task) {
        return () -> {
            if (onLinux()) realTime(THIS_THREAD);
            task.run();
        };
    }

    /// Raises this process above others, once it is started; threads that come later inherit it.
    ///
    /// The threads that compile are raised when the start is over: before, they have more to do than there is time
    /// for, and whoever waits for the node waits for its other threads. A start took a fifth longer without that.
    public static void raiseProcess() {
        raise(true);
    }

    private static void raise(boolean compilers) {
        if (!onLinux()) return;
        try (Stream<Path> tasks = Files.list(TASKS)) {
            for (Path task : tasks.toList()) raise(task, compilers);
        } catch (IOException e) {
            log.debug("the priorities of the JVM's threads stay as they are: {}", e.toString());
        }
    }

    private static void raise(Path task, boolean compilers) {
        int id = Integer.parseInt(task.getFileName().toString());
        try {
            String name = Files.readString(task.resolve("comm")).strip();
            if (ON_WHICH_ALL_WAIT.stream().anyMatch(name::startsWith)) realTime(id);
            else if (!name.contains(COMPILER) || compilers) nice(id);
        } catch (IOException e) {
            log.debug("thread {} has ended: {}", id, e.toString());
        }
    }

    // Calling the kernel is what this class is for; bin/jvm.options permits it.
    @SuppressWarnings("restricted")
    private static void realTime(int thread) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            MemorySegment priority = arena.allocateFrom(JAVA_INT, LOWEST);
            int result = (int) Calls.SCHEDULER.invokeExact(state, thread, SCHED_FIFO | SCHED_RESET_ON_FORK, priority);
            if (result != 0) refuse("error " + state.get(JAVA_INT, 0));
        } catch (Throwable e) {
            refuse(e.toString());
        }
    }

    // As above.
    @SuppressWarnings("restricted")
    private static void nice(int thread) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            int result = (int) Calls.PRIORITY.invokeExact(state, PRIO_PROCESS, thread, NICE);
            if (result != 0) refuse("error " + state.get(JAVA_INT, 0));
        } catch (Throwable e) {
            refuse(e.toString());
        }
    }

    /// Made once each, and only where they are needed: that takes milliseconds of a start.
    private static final class Calls {
        static final MethodHandle SCHEDULER =
                link("sched_setscheduler", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
        static final MethodHandle PRIORITY =
                link("setpriority", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));

        private Calls() {}

        // Calling the kernel is what this class is for; bin/jvm.options permits it.
        @SuppressWarnings("restricted")
        private static MethodHandle link(String function, FunctionDescriptor descriptor) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().find(function).orElseThrow(),
                    descriptor,
                    Linker.Option.captureCallState("errno"));
        }
    }

    private static boolean onLinux() {
        return System.getProperty("os.name").equals("Linux");
    }

    private static void refuse(String why) {
        if (!refused.compareAndSet(false, true)) return;
        log.info(
                "no real-time priority for the failure detector ({}): on a machine that is very busy a takeover takes"
                        + " longer, or comes without need; CAP_SYS_NICE permits it (systemd: LimitRTPRIO=1,"
                        + " LimitNICE=-10)",
                why);
    }
}
