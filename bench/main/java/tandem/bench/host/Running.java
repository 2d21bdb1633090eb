package tandem.bench.host;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A program that runs beside the benchmark, with all its children. Whatever is still running when the benchmark ends,
/// by Ctrl-C too, is ended by its id.
public final class Running implements AutoCloseable {
    private static final int STOP_SECONDS = 20;
    private static final int ASK_SECONDS = 2;
    private static final Set<Running> ALL = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("end-of-all").unstarted(Running::endAll));
    }

    private final String name;
    private final Path log;
    private final Process process;
    private volatile boolean frozen;

    private Running(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /// Starts a program; what it prints goes to a file.
    public static Running start(String name, Path log, List<String> command, Map<String, String> environment) {
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(new File("/dev/null"));
            builder.environment().putAll(environment);
            var running = new Running(name, log, builder.start());
            ALL.add(running);
            return running;
        } catch (IOException e) {
            throw new BenchFailed(name + " does not start", e);
        }
    }

    private static void endAll() {
        for (var running : List.copyOf(ALL)) running.close();
    }

    public String name() {
        return name;
    }

    public boolean alive() {
        return process.isAlive();
    }

    /// The process and all its descendants.
    public List<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    /// Stops it from running without ending it, so that it takes nothing from what is being measured.
    public void freeze() {
        if (frozen) return;
        pids().forEach(Signal.STOP::to);
        frozen = true;
    }

    /// Lets it run again.
    public void thaw() {
        if (!frozen) return;
        pids().forEach(Signal.CONTINUE::to);
        frozen = false;
    }

    /// Its account: processor time so far and memory now.
    public Account account() {
        return Account.of(pids());
    }

    /// The last lines that it printed, for a message.
    public String lastWords() {
        try (var lines = Files.lines(log)) {
            var all = lines.toList();
            return all.subList(Math.max(0, all.size() - 15), all.size()).stream()
                    .collect(Collectors.joining("\n  "));
        } catch (IOException e) {
            return "(its output cannot be read: " + e + ")";
        }
    }

    /// Ends it as if its host had crashed.
    public void kill() {
        // The children first to be listed: those of a dead process are nobody's.
        var all = pids();
        all.forEach(Signal.KILL::to);
        ALL.remove(this);
    }

    /// Asks it to stop in good order; how long that took, in nanoseconds. What has not stopped in 20 s is killed.
    public long stop() {
        thaw();
        long begin = System.nanoTime();
        process.destroy();
        try {
            process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long took = System.nanoTime() - begin;
        kill();
        return took;
    }

    /// Ends it, with its children, and waits until it is gone.
    @Override
    public void close() {
        thaw();
        // First asked, since a parent that is killed leaves children that nobody waits for.
        process.destroy();
        try {
            process.waitFor(ASK_SECONDS, TimeUnit.SECONDS);
            kill();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS))
                throw new BenchFailed(name + " does not end: process " + process.pid());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
