package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A lab leaves nothing behind, however it ends.
class LabRemovalIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /// Opens a lab with a process that has a child of its own, says so, and waits.
    static final class Opener {
        private Opener() {}

        public static void main(String... args) throws Exception {
            try (Lab lab = Lab.open("removal-" + args[0])) {
                Host host = lab.host("some", "192.168.17.1", "eth0");
                host.start("shell", List.of("sh", "-c", "sleep 1000 & sleep 1000"));
                System.out.println("open");
                if (System.in.read() == 'f') throw new IllegalStateException("a test that fails");
            }
        }
    }

    private static List<String> namespacesOf(long pid) {
        return Command.must("ip", "netns", "list")
                .lines()
                .filter(line -> line.startsWith("tandem-" + pid + "-"))
                .toList();
    }

    private static List<Long> processesIn(List<String> namespaces) {
        return namespaces.stream()
                .flatMap(line -> Arrays.stream(Command.must("ip", "netns", "pids", line.split(" ", 2)[0])
                        .split("\\s+", -1)))
                .filter(pid -> !pid.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    private static Process opener(String name) throws IOException {
        Lab.require();
        Process jvm = new ProcessBuilder(JavaCommand.small(Opener.class.getName(), name))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] said = jvm.getInputStream().readNBytes(4);
        assertThat(new String(said, StandardCharsets.US_ASCII)).isEqualTo("open");
        return jvm;
    }

    private static void awaitGone(long pid, List<Long> processes) {
        var await = new Await(LIMIT, "ip netns list");
        await.until("no namespace of " + pid, () -> namespacesOf(pid), List::isEmpty);
        await.until(
                "all its processes are gone",
                () -> processes.stream()
                        .filter(child -> ProcessHandle.of(child).isPresent())
                        .toList(),
                List::isEmpty);
    }

    @Test
    void aFailedTestLeavesNothing() throws Exception {
        Process jvm = opener("failed");
        List<Long> processes = awaitProcesses(jvm);
        jvm.outputWriter(StandardCharsets.US_ASCII).append('f').close();
        assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(namespacesOf(jvm.pid())).isEmpty();
        awaitGone(jvm.pid(), processes);
    }

    @Test
    void anInterruptedRunLeavesNothing() throws Exception {
        Process jvm = opener("interrupted");
        List<Long> processes = awaitProcesses(jvm);
        jvm.destroy();
        assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
        awaitGone(jvm.pid(), processes);
    }

    @Test
    void whatAKilledRunLeavesIsRemovedByTheNextLab() throws Exception {
        Process jvm = opener("killed");
        List<Long> processes = awaitProcesses(jvm);
        jvm.destroyForcibly().waitFor();
        assertThat(namespacesOf(jvm.pid())).isNotEmpty();
        Lab.open("removal-next").close();
        awaitGone(jvm.pid(), processes);
    }

    private static List<Long> awaitProcesses(Process jvm) {
        return new Await(LIMIT, "ip netns pids")
                .until(
                        "the shell and its two children run",
                        () -> processesIn(namespacesOf(jvm.pid())),
                        pids -> pids.size() == 3);
    }
}
