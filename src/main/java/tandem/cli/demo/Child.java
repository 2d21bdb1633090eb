package tandem.cli.demo;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A process that the demo started, with the last lines that it printed.
final class Child {
    private static final int LINES_KEPT = 40;

    private final String name;
    private final Process process;
    private final Deque<String> last = new ArrayDeque<>();
    private volatile @Nullable Consumer<String> follower;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /// Starts a main class on this JVM's own class path and options.
    static Child start(String name, List<String> jvmOptions, List<String> mainAndArguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.addAll(mainAndArguments);
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        var child = new Child(name, process);
        // Platform threads throughout: reading a pipe holds on to a virtual thread's carrier, of which there are few.
        Thread.ofPlatform().daemon().name("output of " + name).start(child::read);
        return child;
    }

    private void read() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) keep(line);
        } catch (IOException e) {
            keep("(its output cannot be read any more: " + e.getMessage() + ")");
        }
    }

    private void keep(String line) {
        synchronized (last) {
            if (last.size() == LINES_KEPT) last.removeFirst();
            last.addLast(line);
        }
        var to = follower;
        if (to != null) to.accept(line);
    }

    /// From now on each line that it prints goes to the follower too.
    void follow(Consumer<String> to) {
        follower = to;
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /// The last lines that it printed.
    List<String> lastLines() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    /// Calls back with a sentence about its end.
    void onExit(Consumer<String> to) {
        Thread.ofPlatform()
                .daemon()
                .name("end of " + name)
                .start(() -> to.accept(ending(process.onExit().join().exitValue())));
    }

    private static String ending(int status) {
        return switch (status) {
            case 0 -> "stopped in good order";
            case 128 + 9 -> "was killed (SIGKILL)";
            case 128 + 15 -> "was stopped (SIGTERM)";
            default -> "ended with exit status " + status;
        };
    }

    /// Asks it to stop, and makes it when it does not within the time.
    void stop(long seconds) {
        // Process.destroy would close its output, and with it the story of its orderly stop.
        process.toHandle().destroy();
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS))
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
