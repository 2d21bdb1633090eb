package tandem.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `bin/tandem` as a process of the test, with all that it printed.
final class Launcher implements AutoCloseable {
    /// Tests run in the module's folder, `src`.
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final List<String> lines = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Process process;

    /// Sets a variable of its environment, before it starts.
    void with(String name, String value) {
        environment.put(name, value);
    }

    /// What it has printed by now.
    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    void start(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(ROOT.resolve("bin/tandem").toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var begun = builder.start();
        process = begun;
        Thread.ofPlatform().daemon().start(() -> read(begun.getInputStream()));
    }

    private void read(InputStream from) {
        try (var output = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            for (var line = output.readLine(); line != null; line = output.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                    lines.notifyAll();
                }
            }
        } catch (IOException e) {
            synchronized (lines) {
                lines.add("(output ended: " + e.getMessage() + ")");
                lines.notifyAll();
            }
        }
    }

    /// Waits for a line that contains the text.
    void await(String text, Duration limit) throws InterruptedException {
        var end = System.nanoTime() + limit.toNanos();
        synchronized (lines) {
            while (lines.stream().noneMatch(line -> line.contains(text))) {
                var left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0)
                    throw new AssertionError("no line with \"" + text + "\" in:\n" + String.join("\n", lines));
                lines.wait(left);
            }
        }
    }

    /// The first match in any line.
    MatchResult first(Pattern pattern) {
        synchronized (lines) {
            return lines.stream()
                    .map(line -> pattern.matcher(line))
                    .filter(Matcher::find)
                    .findFirst()
                    .orElseThrow(() ->
                            new AssertionError("no line with \"" + pattern + "\" in:\n" + String.join("\n", lines)));
        }
    }

    /// SIGTERM, with its output left open.
    void terminate() {
        started().toHandle().destroy();
    }

    int exitStatus(Duration limit) throws InterruptedException {
        if (!started().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
            throw new AssertionError("still running after " + limit + ":\n" + String.join("\n", lines));
        return started().exitValue();
    }

    private Process started() {
        return Objects.requireNonNull(process, "not started");
    }

    /// Ends it, and whatever it started, however the test went.
    @Override
    public void close() {
        var begun = process;
        if (begun == null) return;
        var all = begun.descendants().toList();
        begun.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
