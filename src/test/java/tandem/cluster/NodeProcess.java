package tandem.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A [TestNode] in a process of its own, so that it can be killed and frozen. It ends when its input
/// does, so none outlives the test.
final class NodeProcess implements AutoCloseable {
    private final Process process;
    private volatile String lastLine = "";

    /// Starts the node; returns at once.
    ///
    /// @param discovery as for [#main]
    NodeProcess(String name, String bind, String... discovery) throws IOException {
        this(Map.of(), name, bind, discovery);
    }

    NodeProcess(Map<String, Path> properties, String name, String bind, String... discovery) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add")
                        || argument.startsWith("--enable-native")
                        || argument.startsWith("--sun-misc"))
                .forEach(command::add);
        properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(NodeProcess.class.getName(), name, bind));
        command.addAll(List.of(discovery));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread.ofPlatform().daemon().start(this::follow);
    }

    private void follow() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                System.out.println("  child " + process.pid() + ": " + line);
                if (line.startsWith("now ")) lastLine = line;
            }
        } catch (IOException e) {
            // Its end of the pipe is closed: it was killed.
            System.out.println("  child " + process.pid() + ": " + e.getMessage());
        }
    }

    /// The verdict and the members that the node last named.
    String lastLine() {
        return lastLine;
    }

    boolean active() {
        return lastLine.contains("Active");
    }

    void kill() {
        process.destroyForcibly();
    }

    void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    @Override
    public void close() {
        try {
            // Not by onExit(): that needs the common pool, which a simulation beside this test may fill for a minute.
            if (process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("child " + process.pid() + " does not end");
    }

    /// `NAME BIND-HOST:PORT dns SERVICE PORT`, or `NAME BIND-HOST:PORT NAME=HOST:PORT...`.
    public static void main(String[] arguments) throws Exception {
        int colon = arguments[1].lastIndexOf(':');
        ClusterSettings settings = TestSettings.of(
                arguments[0],
                new ClusterSettings.Bind(
                        arguments[1].substring(0, colon), Integer.parseInt(arguments[1].substring(colon + 1))),
                TestSettings.discovery(List.of(arguments).subList(2, arguments.length)));
        TestNode node = new TestNode(settings).fit();
        Thread.ofPlatform().daemon().start(() -> report(node));
        while (System.in.read() >= 0) Thread.onSpinWait();
        Runtime.getRuntime().halt(0);
    }

    private static void report(TestNode node) {
        String said = "";
        while (true) {
            String line = "now " + node.heard() + " " + node.verdict();
            if (!line.equals(said)) System.out.println(line);
            said = line;
            try {
                Thread.sleep(Duration.ofMillis(2));
            } catch (InterruptedException e) {
                throw new UncheckedIOException(new IOException(e));
            }
        }
    }
}
