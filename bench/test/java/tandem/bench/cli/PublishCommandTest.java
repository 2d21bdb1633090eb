package tandem.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is published can be written anew from its results, and is what they say.
class PublishCommandTest {
    private static final Path BENCH = Path.of("").toAbsolutePath();

    @TempDir
    private Path folder;

    private Path paper = Path.of("");
    private Path results = Path.of("");

    @BeforeEach
    void aCopy() throws IOException {
        paper = Files.copy(BENCH.resolve("README.md"), folder.resolve("README.md"));
        results = Files.createDirectory(folder.resolve("results"));
        try (var files = Files.newDirectoryStream(BENCH.resolve("results"), "*.json")) {
            for (Path file : files) Files.copy(file, results.resolve(file.getFileName()));
        }
    }

    private int publish() {
        return Bench.line().execute("publish", "--results", results.toString(), "--into", paper.toString());
    }

    @Test
    void thePaperHasTheFiguresOfItsResults() throws IOException {
        assertThat(publish()).isZero();
        assertThat(Files.readString(paper)).isEqualTo(Files.readString(BENCH.resolve("README.md")));
    }

    @Test
    void whatWasNotMeasuredIsSaidAndNothingElseOfThePaperChanges() throws IOException {
        try (var files = Files.newDirectoryStream(results)) {
            for (Path file : files) Files.delete(file);
        }
        assertThat(publish()).isZero();
        String text = Files.readString(paper);
        for (String name : new String[] {"failover", "backend", "throughput", "takeover", "startup"})
            assertThat(text)
                    .contains("<!-- " + name
                            + " figures: written by bench/run publish -->\nNot measured yet.\n<!-- end of " + name
                            + " figures -->");
        assertThat(text).contains("## Failover", "## Microbenchmarks");
    }

    @Test
    void aPaperWithoutMarksIsRefused() throws IOException {
        Files.writeString(paper, "# Nothing\n");
        assertThat(publish()).isEqualTo(1);
        assertThat(Files.readString(paper)).isEqualTo("# Nothing\n");
    }
}
