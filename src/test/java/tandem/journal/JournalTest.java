package tandem.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.fixture.Await;
import tandem.journal.Wish.InForce;

class JournalTest {
    private static final Duration SOON = Duration.ofMillis(20);

    @TempDir
    Path folder;

    private JournalFile file;

    @BeforeEach
    void name() {
        file = JournalFile.of(folder, "production", "proxy-a");
    }

    private Journal open() {
        return Journal.open(folder, "production", "proxy-a", SOON);
    }

    private static List<Wish> wishes(int weight) {
        Backend line = new Backend("tomcat-1", "10.0.0.1", 8080, 1);
        return List.of(new Wish(
                new Wish.Key("shop", "tomcat-1"),
                Optional.of(line),
                Optional.of(new InForce(line.withWeight(weight), new Mode.Enabled())),
                weight));
    }

    private void isOnDisk(int weight) {
        Await.until("weight " + weight + " is on the disk", () -> {
            try {
                return file.read().equals(new JournalFile.Found.Kept(wishes(weight)));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void whatIsKeptIsFoundByTheNextProcess() throws IOException {
        try (Journal journal = open()) {
            assertThat(journal.found()).isEmpty();
            for (int weight = 1; weight <= 50; weight++) journal.keep(wishes(weight));
        }
        try (Journal next = open()) {
            assertThat(next.found()).isEqualTo(wishes(50));
        }
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file.path());
        }
    }

    @Test
    void everyTruncatedFileIsFoundOut() throws IOException {
        file.write(wishes(7));
        byte[] whole = Files.readAllBytes(file.path());
        for (int length = 0; length < whole.length; length++) {
            Files.write(file.path(), Arrays.copyOf(whole, length));
            assertThat(file.read()).as("%d bytes", length).isInstanceOf(JournalFile.Found.Unusable.class);
        }
    }

    @Test
    void aForeignFileIsPutAsideAndTheNodeGoesOn() throws IOException {
        JournalFile.of(folder, "production", "proxy-b").write(wishes(3));
        Files.move(JournalFile.of(folder, "production", "proxy-b").path(), file.path());
        assertThat(file.read())
                .isEqualTo(new JournalFile.Found.Unusable("it is of production/proxy-b, not of production/proxy-a"));
        try (Journal journal = open()) {
            assertThat(journal.found()).isEmpty();
            assertThat(folder.resolve(file.path().getFileName() + ".unusable")).exists();
            journal.keep(wishes(4));
            isOnDisk(4);
        }
    }

    @Test
    void aHugeFileIsNotRead() throws IOException {
        Files.write(file.path(), new byte[(1 << 20) + 1]);
        assertThat(file.read()).isInstanceOf(JournalFile.Found.Unusable.class);
    }

    /// What a full disk does to it, too: the new file cannot be written.
    @Test
    void whatCannotBeWrittenIsWrittenAsSoonAsItCan() throws IOException {
        file.write(wishes(1));
        Path inTheWay = folder.resolve(file.path().getFileName() + ".new");
        Files.createDirectory(inTheWay);
        assertThatIOException().isThrownBy(() -> file.write(wishes(2)));
        try (Journal journal = open()) {
            journal.keep(wishes(2));
            journal.keep(wishes(3));
            assertThat(file.read()).isEqualTo(new JournalFile.Found.Kept(wishes(1)));
            Files.delete(inTheWay);
            isOnDisk(3);
        }
    }

    @Test
    void withoutAFolderNothingIsKept() {
        try (Journal journal = Journal.open(folder.resolve("none"), "production", "proxy-a", SOON)) {
            journal.keep(wishes(1));
            assertThat(journal.found()).isEmpty();
        }
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
