package tandem.fitness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;

/// Real commands of an operator, well behaved and not.
final class CommandProbeIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private static ProbeResult shell(Duration timeout, String script) throws InterruptedException {
        return new CommandProbe(List.of("/bin/sh", "-c", script), timeout).run();
    }

    @Test
    void aCommandPassesByItsStatus() throws Exception {
        assertThat(shell(LONG, "exit 0").passed()).isTrue();
        assertThat(shell(LONG, "echo checking >&2; echo disk is full >&2; exit 3"))
                .isEqualTo(new ProbeResult(false, "exit status 3: disk is full"));
    }

    @Test
    void aCommandThatIsNotThereFailsAndIsNamed() throws Exception {
        var result = new CommandProbe(List.of("/no/such/program"), LONG).run();
        assertThat(result.passed()).isFalse();
        assertThat(result.text()).startsWith("cannot be started").contains("/no/such/program");
    }

    @Test
    void aCommandThatHangsIsKilledWithItsChildren() throws Exception {
        Path pids = folder.resolve("pids");
        var result = shell(
                Duration.ofSeconds(2),
                "sh -c 'sleep 600 & echo $! >> " + pids + "; wait' & echo $! >> " + pids + "; wait");
        assertThat(result).isEqualTo(new ProbeResult(false, "no end within 2000 ms, killed"));
        List<String> started = lines(pids);
        assertThat(started).hasSize(2);
        for (String pid : started) Await.until(pid + " is gone", () -> isGone(pid));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A killed process that nobody has waited for is one no more.
    private static boolean isGone(String pid) {
        try {
            return Files.readString(Path.of("/proc", pid, "stat")).contains(") Z ");
        } catch (IOException _) {
            return true;
        }
    }

    @Test
    void muchOutputIsTakenAndForgotten() throws Exception {
        var result = shell(
                LONG, "i=0; while [ $i -lt 20000 ]; do echo line $i; echo error $i >&2; i=$((i+1)); done; exit 1");
        assertThat(result).isEqualTo(new ProbeResult(false, "exit status 1: error 19999"));
    }

    @Test
    void aProcessThatIsLeftBehindHoldsNobodyUp() throws Exception {
        long begin = System.nanoTime();
        var result = shell(LONG, "sleep 20 & exit 0");
        assertThat(result.passed()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
    }
}
