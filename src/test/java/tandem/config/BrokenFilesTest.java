package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Broken files and, beside each of them, what is said about it: `NAME.yaml` and `NAME.txt`.
class BrokenFilesTest {
    private static final Path FOLDER = Repository.resources("config/broken");

    static Stream<Path> brokenFiles() {
        return Repository.files(FOLDER, ".yaml").stream();
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void everyBrokenFileGivesItsMessages(Path file) {
        var report = ConfigFile.check(file);

        var name = file.getFileName().toString();
        var expected = Repository.text(FOLDER.resolve(name.replace(".yaml", ".txt")));
        assertThat(report.text().replace(file.toString(), name) + "\n").isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void everyMessageIsOneLine(Path file) {
        assertThat(ConfigFile.check(file).problems()).allSatisfy(problem -> {
            assertThat(problem.message()).doesNotContain("\n").isNotBlank();
            assertThat(problem.text()).startsWith(file + ":");
        });
    }

    @Test
    void thereAreManyOfThemAndNoMessagesWithoutAFile() {
        assertThat(brokenFiles()).hasSizeGreaterThanOrEqualTo(10);
        assertThat(Repository.files(FOLDER, ".txt")).hasSameSizeAs(brokenFiles().toList());
    }
}
