package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.SideBySide;
import tandem.lab.JavaCommand;

/// The log of a process whose standard output nobody reads: it must not hold up who has something to say, such as the
/// thread that renews the addresses.
@SideBySide
class LoggingIT {
    private static final Pattern LOST = Pattern.compile("WARN .* ([0-9]+) lines of the log were lost");

    @Test
    void whoLogsDoesNotWaitForWhoeverReadsAndIsToldHowManyLinesWereLost() throws Exception {
        Process process = new ProcessBuilder(JavaCommand.small("tandem.cli.LogFlood")).start();
        try {
            List<String> errors = read(process.errorReader(StandardCharsets.UTF_8));
            Await.until("it is through", () -> errors.contains("through"));
            List<String> lines = read(process.inputReader(StandardCharsets.UTF_8));
            Await.until("what waited is written", () -> lines.size() >= BackgroundLog.ROOM);
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            Await.until("the last line", () -> lines.getLast().endsWith("the end"));
            long written = lines.stream().filter(line -> line.contains("flood")).count();
            assertThat(written + lost(lines)).isEqualTo(LogFlood.LINES);
            assertThat(lost(lines)).isPositive();
        } finally {
            process.destroyForcibly();
        }
    }

    private static long lost(List<String> lines) {
        return lines.stream()
                .map(LOST::matcher)
                .filter(matcher -> matcher.find())
                .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                .sum();
    }

    /// What comes, line by line.
    private static List<String> read(BufferedReader output) {
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread.ofPlatform().daemon().start(() -> {
            try (output) {
                for (String line = output.readLine(); line != null; line = output.readLine()) lines.add(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return lines;
    }
}
