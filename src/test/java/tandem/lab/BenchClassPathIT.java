package tandem.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.FreePorts;
import tandem.fixture.SideBySide;

/// The script `bench/run` starts the lab with a class path of its own, not with Maven's.
@SideBySide
class BenchClassPathIT {
    private static final Pattern CLASS_PATH = Pattern.compile("-cp \"(target/test-classes:[^\"]*)\"");

    @ParameterizedTest
    @ValueSource(strings = {"FailoverBench", "LostBackendBench"})
    void aBenchmarkIsFound(String bench) throws Exception {
        Process process = java("tandem.failover." + bench, "--help");
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @Test
    void theTomcatOfTheLabFindsItsLibraries() throws Exception {
        int port = FreePorts.find();
        Process process = java("tandem.lab.BackendMain", "tomcat", "127.0.0.1", Integer.toString(port));
        List<String> lines = new ArrayList<>();
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.add(line);
                if (line.equals(BackendMain.READY)) break;
            }
            assertThat(lines).endsWith(BackendMain.READY);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static Process java(String main, String... arguments) throws IOException {
        var matcher = CLASS_PATH.matcher(Files.readString(Path.of("..", "bench", "run")));
        assertThat(matcher.find()).isTrue();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("@" + Path.of("..", "bin", "jvm.options"), "-cp", matcher.group(1), main));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
