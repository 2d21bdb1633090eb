package tandem.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.fixture.SideBySide;

/// A process that may not have real-time priority.
@SideBySide
class RealTimePriorityIT {

    @Test
    void whereItIsNotPermittedTheDetectorRunsAllTheSameAndOneLineSaysSo() throws Exception {
        List<String> command = new ArrayList<>();
        // Root may do it because of this capability alone.
        if (isRoot()) command.addAll(List.of("setpriv", "--bounding-set", "-sys_nice", "--inh-caps", "-sys_nice"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), RealTimePriorityIT.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.lines()).contains("it runs on tandem-ha");
        assertThat(output.lines().filter(line -> line.contains("no real-time priority for the failure detector")))
                .as(output)
                .hasSize(1)
                .allMatch(line -> line.matches(".*\\(error 13?\\).*CAP_SYS_NICE permits it.*"));
    }

    private static boolean isRoot() throws IOException, InterruptedException {
        Process id = new ProcessBuilder("id", "-u").start();
        String user = new String(id.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return id.waitFor() == 0 && user.equals("0");
    }

    /// The process itself.
    public static void main(String[] arguments) throws Exception {
        try (var detector = RealTimePriority.detectorThread(true)) {
            detector.submit(() -> System.out.println(
                            "it runs on " + Thread.currentThread().getName()))
                    .get();
        }
    }
}
