package tandem.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreadableFilesTest {
    @TempDir
    Path folder;

    private Path file = Path.of("");

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("test.yaml");
    }

    @Test
    void aFileThatIsNotThereIsAProblem() {
        assertThat(text()).isEqualTo("FILE: cannot be read: there is no such file\nFILE: 1 problem");
    }

    @Test
    void aDirectoryIsAProblem() throws IOException {
        Files.createDirectory(file);

        assertThat(text()).isEqualTo("FILE: is a directory; expected a file\nFILE: 1 problem");
    }

    @Test
    void anEmptyFileIsAProblem() throws IOException {
        Files.writeString(file, "");

        assertThat(text()).isEqualTo("FILE: is empty; expected at least a section \"pools\"\nFILE: 1 problem");
    }

    @Test
    void moreThanAMebibyteIsAProblem() throws IOException {
        Files.writeString(file, "#".repeat(1024 * 1024) + "\n");

        assertThat(text()).isEqualTo("FILE: is larger than 1 MiB; expected a configuration\nFILE: 1 problem");
    }

    @Test
    void whatIsNotUtf8IsAProblemOfItsLine() throws IOException {
        Files.write(file, "# über\npools: é\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(text()).startsWith("FILE:1:3: not UTF-8 from here on; expected a text file in UTF-8\n");
    }

    @Test
    void aFileThatEndsWithinACharacterIsNotUtf8() throws IOException {
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xC3});

        assertThat(text()).startsWith("FILE:1:4: not UTF-8 from here on");
    }

    @Test
    void aControlCharacterIsAProblemOfItsPlace() throws IOException {
        Files.writeString(file, "pools:\n  - name: \u0007\n");

        assertThat(text()).startsWith("FILE:2:11: not YAML: the character U+0007 is not allowed\n");
    }

    @Test
    void aByteOrderMarkIsSkipped() throws IOException {
        Files.writeString(file, "\uFEFFpools: [{name: tomcat, backends: [{address: 10.0.0.1:8080}]}]\n");

        assertThat(text()).isEqualTo("FILE: valid");
    }

    @Test
    void aMebibyteOfBracketsIsRefusedBeforeItOverflowsTheStack() throws IOException {
        Files.writeString(file, "[".repeat(1024 * 1024));

        assertThat(text()).startsWith("FILE:1:33: not YAML: nested deeper than 32 levels\n");
    }

    @Test
    void thousandsOfProblemsAreCountedAndAHundredListed() throws IOException {
        var yaml = new StringBuilder();
        for (int i = 0; i < 5000; i++) yaml.append("key-").append(i).append(": 1\n");
        Files.writeString(file, yaml);

        var report = ConfigFile.check(file);

        assertThat(report.valid()).isFalse();
        assertThat(report.problems()).hasSize(100);
        assertThat(report.summary()).isEqualTo(file + ": 100 problems, and 4901 more that are not listed");
    }

    private String text() {
        return ConfigFile.check(file).text().replace(file.toString(), "FILE");
    }
}
