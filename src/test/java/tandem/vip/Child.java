package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// A process that a test started: its output line by line, its input, its end.
final class Child {
    /// Far more than anything here takes on a busy machine.
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final List<String> command;
    private final Process process;
    private final Writer input;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private int answers;

    Child(List<String> command) throws IOException {
        this.command = command;
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        input = process.outputWriter(StandardCharsets.UTF_8);
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) lines.add(line);
        } catch (IOException gone) {
            lines.add("(its output ended: " + gone.getMessage() + ")");
        }
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    /// Waits for the next line that begins with `!`, and returns what follows.
    String answer() throws InterruptedException {
        await("answer", () -> told().size() > answers);
        return told().get(answers++).substring(2);
    }

    private List<String> told() {
        return lines.stream().filter(line -> line.startsWith("! ")).toList();
    }

    /// Waits for a line like that, among those that have come or will.
    void await(String what, Predicate<String> wanted) throws InterruptedException {
        await(what, () -> lines.stream().anyMatch(wanted));
    }

    void await(String what, BooleanSupplier there) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!there.getAsBoolean()) {
            if (System.nanoTime() > end)
                throw new AssertionError("no " + what + " from " + command + ":\n" + String.join("\n", lines));
            Thread.sleep(5);
        }
    }

    String ask(String line) throws InterruptedException {
        tell(line);
        return answer();
    }

    void tell(String line) {
        try {
            input.write(line + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(String.join("\n", lines()), e);
        }
    }

    void endInput() throws IOException {
        input.close();
    }

    /// Sends a signal to the process and the one that `ip netns exec` became: they are the same.
    void signal(String name) throws IOException, InterruptedException {
        assertThat(TwoNamespaces.run("kill", "-" + name, Long.toString(process.pid()))
                        .ok())
                .isTrue();
    }

    int exit() throws InterruptedException {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    /// Ends the process, whatever it is doing.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
