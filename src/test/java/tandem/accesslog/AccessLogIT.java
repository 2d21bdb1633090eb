package tandem.accesslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;
import tandem.lab.Needs;

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

    /// A disk that stands still: a pipe that nobody reads, and a first line that is larger than it.
    @Test
    void aQueueThatIsFullDropsAtOnce() throws Exception {
        Path pipe = folder.resolve("access.log");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        byte[] first = new byte[2 << 20];
        int queue = 16;
        try (var reader = new RandomAccessFile(pipe.toFile(), "rw");
                var log = AccessLog.open(settings(pipe, queue))) {
            log.log(access("x".repeat(first.length)));
            var logging = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 1000; i++) log.log(access("/" + i));
            });
            assertThat(logging).succeedsWithin(Duration.ofSeconds(30));
            // As many as the queue holds may have been taken out of it with the first one.
            assertThat(log.dropped()).isBetween(1000L - 2L * queue, 1001L - queue);
            assertThat(log.written()).isZero();
            reader.readFully(first);
            Await.until("the rest is written", () -> log.written() + log.dropped() == 1001);
            assertThat(log.written()).isPositive();
        }
    }

    @Test
    void aFileThatIsLargeEnoughIsPutAsideAndSoManyStay() throws Exception {
        Path file = folder.resolve("access.log");
        String rest = "x".repeat(90);
        int lines = 10_000;
        try (var log = AccessLog.open(rotating(file, 100_000, 3))) {
            for (int i = 0; i < lines; i++) log.log(access("/" + i + "/" + rest));
        }
        List<String> kept = new ArrayList<>();
        for (int i = 3; i >= 1; i--) kept.addAll(Files.readAllLines(folder.resolve("access.log." + i)));
        kept.addAll(Files.readAllLines(file));
        try (var files = Files.list(folder)) {
            assertThat(files)
                    .hasSize(4)
                    .allSatisfy(one -> assertThat(Files.size(one)).isBetween(1L, 100_000L));
        }
        // Nothing is missing of the last ones, and they are in their order.
        for (int i = 0; i < kept.size(); i++)
            assertThat(kept.get(i)).isEqualTo("/" + (lines - kept.size() + i) + "/" + rest);
        assertThat(kept).hasSizeGreaterThan(2000);
    }

    /// The folder does not let it be put aside: better a file that is too large than lines that are lost.
    @Test
    void aFileThatCannotBePutAsideGoesOn() throws Exception {
        Path file = folder.resolve("access.log");
        Files.createDirectories(folder.resolve("access.log.1/full"));
        try (var log = AccessLog.open(rotating(file, 1 << 16, 1))) {
            for (int i = 0; i < 10_000; i++) log.log(access("/" + i + "/a-line-of-some-length"));
        }
        assertThat(Files.readAllLines(file)).hasSize(10_000);
    }

    @Test
    void aFileIsOpenedAnewWhenSomebodyTells() throws Exception {
        Path file = folder.resolve("access.log");
        Path old = folder.resolve("access.log.1");
        try (var log = AccessLog.open(settings(file, 1024))) {
            log.log(access("/before"));
            waitFor(file, "/before");
            Files.move(file, old);
            log.reopen();
            Await.until("there is a new file", () -> Files.exists(file));
            log.log(access("/after"));
        }
        assertThat(Files.readAllLines(old)).containsExactly("/before");
        assertThat(Files.readAllLines(file)).containsExactly("/after");
    }

    /// A disk that is full for a while: no line is half there, and each one is counted.
    @Test
    void aDiskThatIsFullTearsOneLineAtMost() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        mount("-t", "tmpfs", "-o", "size=32k", "none", disk.toString());
        try {
            Path filler = Files.write(disk.resolve("filler"), new byte[16 << 10]);
            try (var log = AccessLog.open(settings(disk.resolve("access.log"), 100_000))) {
                for (int i = 0; i < 3000; i++) log.log(access("/" + i));
                Await.until("all are counted", () -> log.written() + log.dropped() == 3000);
                assertThat(log.dropped()).isPositive();
                Files.delete(filler);
                for (int i = 3000; i < 3500; i++) log.log(access("/" + i));
                Await.until("all are counted", () -> log.written() + log.dropped() == 3500);
                List<String> lines = Files.readAllLines(disk.resolve("access.log"));
                assertThat(lines).contains("/3000", "/3499");
                long torn = lines.size() - log.written();
                assertThat(torn).isBetween(0L, 1L);
                assertThat(lines.stream().filter(line -> line.matches("/[0-9]+")))
                        .hasSizeGreaterThan(1000);
            }
        } finally {
            umount(disk);
        }
    }

    private static void mount(String... arguments) throws Exception {
        var command = new ArrayList<String>(List.of("mount"));
        command.addAll(List.of(arguments));
        var mounting = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(mounting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (mounting.waitFor() != 0) Needs.missing("a right to mount a file system in memory", said.strip());
    }

    private static void umount(Path disk) throws Exception {
        assertThat(new ProcessBuilder("umount", disk.toString()).start().waitFor())
                .isZero();
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
        return new AccessLogSettings(file.toString(), "$request_uri", queue, Optional.empty());
    }

    private static AccessLogSettings rotating(Path file, long size, int keep) {
        return new AccessLogSettings(
                file.toString(), "$request_uri", 100_000, Optional.of(new AccessLogSettings.Rotation(size, keep)));
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
