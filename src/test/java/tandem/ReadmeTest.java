package tandem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.config.ConfigFile;

/// What the papers say of files, keys and configurations, held against the program.
class ReadmeTest {
    /// Tests run in the module's folder, `src`.
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final List<String> PAPERS =
            List.of("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md");

    @Test
    void theConfigurationInTheReadmeIsValid(@TempDir Path folder) throws IOException {
        var blocks = matches("(?s)```yaml\\n(.*?)```", read("README.md"));
        assertThat(blocks).isNotEmpty();
        for (var block : blocks) {
            var file = Files.writeString(folder.resolve("readme.yaml"), block.group(1));
            var report = ConfigFile.check(file);
            assertThat(report.problems()).as(report.text()).isEmpty();
        }
    }

    @Test
    void everyKeyThatThePapersNameIsInTheDocumentedConfiguration() throws IOException {
        var documented = read("conf/tandem.yaml");
        for (var paper : PAPERS)
            for (var key : matches(
                    "`(?:proxy|listeners|pools|cluster|vips|admin|reload|stop)(?:\\[\\])?\\.([a-z-]+)", read(paper)))
                assertThat(documented).as(paper + " names " + key.group()).containsPattern("\\b" + key.group(1) + ":");
    }

    @Test
    void everyFileThatThePapersLinkToIsThere() throws IOException {
        for (var paper : PAPERS)
            for (var link : matches("\\]\\((?!https?:)([^)#]+)\\)", read(paper)))
                assertThat(ROOT.resolve(link.group(1))).exists();
    }

    private static List<MatchResult> matches(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().toList();
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}
