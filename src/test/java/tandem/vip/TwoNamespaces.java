package tandem.vip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Two network namespaces and a cable between them: the host under test with `eth0`, and a peer with `peer0`. It ends
/// what it started, and nothing else. Registered as an extension of JUnit, it is laid anew for each test.
final class TwoNamespaces implements BeforeEachCallback, AfterEachCallback {
    private static int made;

    private final List<Child> children = new ArrayList<>();
    private final String host;
    private final String peer;

    TwoNamespaces() {
        String name = "tvip" + ProcessHandle.current().pid() + "-" + made++;
        host = name + "h";
        peer = name + "p";
    }

    @Override
    public void beforeEach(ExtensionContext test) throws IOException, InterruptedException {
        makeHost();
        ip("netns", "add", peer);
        cable();
    }

    /// Connects `eth0` and `peer0`, neither of which may be there.
    void cable() throws IOException, InterruptedException {
        ip("link", "add", "eth0", "netns", host, "type", "veth", "peer", "name", "peer0", "netns", peer);
        onHost("link", "set", "eth0", "up");
        onPeer("link", "set", "peer0", "up");
    }

    /// Makes the first namespace. Where that cannot be done, the test is skipped aloud; where nothing may be
    /// skipped, it fails.
    private void makeHost() throws IOException, InterruptedException {
        String missing = "";
        if (!System.getProperty("os.name").equals("Linux")) missing = "this is no Linux";
        else if (!onPath("ip")) missing = "the command ip (iproute2) is missing";
        else if (!run("ip", "netns", "add", host).ok()) missing = "no privilege to make network namespaces";
        if (missing.isEmpty()) return;
        if ("false".equals(System.getenv("TANDEM_TESTS_MAY_SKIP")))
            throw new AssertionError("no test may be skipped, but " + missing);
        System.out.println("SKIPPED, a VIP on a real interface: " + missing);
        Assumptions.abort("skipped: " + missing);
    }

    static boolean onPath(String command) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Path.of(directory, command).toFile().canExecute());
    }

    String onHost(String... words) throws IOException, InterruptedException {
        return ip(join(List.of("-n", host), words));
    }

    /// Runs another command than `ip` in the host's namespace.
    String commandOnHost(String... words) throws IOException, InterruptedException {
        return ip(join(List.of("netns", "exec", host), words));
    }

    String onPeer(String... words) throws IOException, InterruptedException {
        return ip(join(List.of("-n", peer), words));
    }

    /// Starts a class of the tests in a Java process of its own in the host's namespace.
    Child javaOnHost(List<String> prefix, Class<?> main, String... arguments) throws IOException {
        return java(host, prefix, main, arguments);
    }

    Child javaOnPeer(Class<?> main) throws IOException {
        return java(peer, List.of(), main);
    }

    private Child java(String namespace, List<String> prefix, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xmx64m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(Arrays.asList(arguments));
        return start(command);
    }

    /// Starts `ip monitor address`, which tells everything that happens to the host's addresses.
    Child monitorHost() throws IOException {
        return start(List.of("ip", "-n", host, "-o", "monitor", "address"));
    }

    private Child start(List<String> command) throws IOException {
        Child child = new Child(command);
        children.add(child);
        return child;
    }

    /// Ends the processes and removes what was laid, also when it was laid in part only.
    @Override
    public void afterEach(ExtensionContext test) throws IOException, InterruptedException {
        for (Child child : children) child.kill();
        run("ip", "netns", "del", host);
        run("ip", "netns", "del", peer);
    }

    private static String ip(String... words) throws IOException, InterruptedException {
        Result result = run(join(List.of("ip"), words));
        assertThat(result.exit()).as("%s: %s", List.of(words), result.output()).isZero();
        return result.output();
    }

    record Result(int exit, String output) {
        boolean ok() {
            return exit == 0;
        }
    }

    static Result run(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + List.of(words));
        }
        return new Result(process.exitValue(), output);
    }

    private static String[] join(List<String> first, String... rest) {
        return Stream.concat(first.stream(), Stream.of(rest)).toArray(String[]::new);
    }
}
