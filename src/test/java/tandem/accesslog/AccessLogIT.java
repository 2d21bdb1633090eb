package tandem.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogIT {
    @TempDir
    Path folder;

    @Test
    void everyLineIsWrittenInItsOrder() throws Exception {
        Path file = folder.resolve("access.log");
        try (var log = AccessLog.open(settings(file, 100_000))) {
            for (int i = 0; i < 50_000; i++) log.log(access("/" + i));
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(50_000);
        for (int i = 0; i < lines.size(); i++) assertThat(lines.get(i)).isEqualTo("/" + i);
    }

    @Test
    void aFileThatWasMovedAwayIsOpenedAnew() throws Exception {
        Path file = folder.resolve("access.log");
        Path old = folder.resolve("access.log.1");
        try (var log = AccessLog.open(settings(file, 1024))) {
            log.log(access("/before"));
            waitFor(file, "/before");
            Files.move(file, old);
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!Files.exists(file)) {
                assertThat(System.nanoTime()).isLessThan(end);
                log.log(access("/after"));
                TimeUnit.MILLISECONDS.sleep(5);
            }
            waitFor(file, "/after");
            assertThat(log.dropped()).isZero();
        }
        assertThat(Files.readAllLines(old)).startsWith("/before");
    }

    @Test
    void whatTheDiskDoesNotTakeIsDroppedAndCounted() throws Exception {
        try (var log = AccessLog.open(settings(Path.of("/dev/full"), 16))) {
            for (int i = 0; i < 1000; i++) log.log(access("/" + i));
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (log.dropped() < 1000) {
                assertThat(System.nanoTime()).isLessThan(end);
                TimeUnit.MILLISECONDS.sleep(1);
            }
            assertThat(log.dropped()).isEqualTo(1000);
        }
    }

    @Test
    void aFileThatCannotBeOpenedIsSaidAtOnce() {
        assertThatThrownBy(() -> AccessLog.open(settings(folder.resolve("no/such/folder/access.log"), 16)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no/such/folder");
    }

    private static void waitFor(Path file, String line) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!Files.readAllLines(file).contains(line)) {
            assertThat(System.nanoTime()).isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    private static AccessLogSettings settings(Path file, int queue) {
        return new AccessLogSettings(file.toString(), "$request_uri", queue);
    }

    private static Access access(String target) {
        return new Access(
                variable -> variable.text().equals("request_uri") ? target : null,
                Instant.EPOCH,
                ZoneOffset.UTC,
                new Access.Answer(200, 0),
                new Access.Times(-1, -1, 0),
                null);
    }
}
