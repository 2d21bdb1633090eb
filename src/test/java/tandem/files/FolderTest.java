package tandem.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What of a folder is served.
class FolderTest {
    @TempDir
    Path base;

    private Path root = Path.of("/");

    @BeforeEach
    void fill() throws IOException {
        root = Files.createDirectories(base.resolve("root"));
        Files.writeString(base.resolve("outside.txt"), "secret");
        Files.createDirectories(base.resolve("root-beside"));
        Files.writeString(base.resolve("root-beside/x.txt"), "secret");
        Files.createDirectories(root.resolve("sub/deep"));
        Files.createDirectories(root.resolve(".git"));
        Files.createDirectories(root.resolve(".well-known"));
        Files.writeString(root.resolve("a.txt"), "hello");
        Files.writeString(root.resolve("sub/index.html"), "<p>");
        Files.writeString(root.resolve(".git/config"), "secret");
        Files.writeString(root.resolve(".well-known/acme"), "token");
        Files.createSymbolicLink(root.resolve("inside"), Path.of("a.txt"));
        Files.createSymbolicLink(root.resolve("out"), base.resolve("outside.txt"));
        Files.createSymbolicLink(root.resolve("beside"), base.resolve("root-beside"));
        Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(base.resolve("current"), root);
    }

    private String find(String path) throws IOException {
        return find(root, path);
    }

    private static String find(Path folder, String path) throws IOException {
        switch (new Folder(folder.toString(), "index.html").find(path)) {
            case Found.Opened file -> {
                try (var content = file.content()) {
                    return file.type() + " " + file.size() + " " + content.size();
                }
            }
            case Found other -> {
                return other.getClass().getSimpleName();
            }
        }
    }

    @Test
    void filesAndIndexesAreOpened() throws IOException {
        assertThat(find("a.txt")).isEqualTo("text/plain; charset=utf-8 5 5");
        assertThat(find("sub/")).isEqualTo("text/html; charset=utf-8 3 3");
        assertThat(find("inside")).isEqualTo("application/octet-stream 5 5");
        assertThat(find(".well-known/acme")).isEqualTo("application/octet-stream 5 5");
        assertThat(find(base.resolve("current"), "a.txt")).isEqualTo("text/plain; charset=utf-8 5 5");
    }

    @Test
    void aFolderNeedsItsSlash() throws IOException {
        assertThat(find("sub")).isEqualTo("Directory");
        assertThat(find("sub/deep")).isEqualTo("Directory");
    }

    @Test
    void whatIsNotThereIsMissing() throws IOException {
        for (String path : new String[] {
            "",
            "none",
            "none/none",
            "sub/deep/",
            "a.txt/",
            "a.txt/b",
            ".git/config",
            ".git/",
            "..",
            "../outside.txt",
            "sub/../../outside.txt",
            "/etc/passwd",
            "a.txt\0.html",
            "n".repeat(256),
            "\uD800"
        }) assertThat(find(path)).as(path).isEqualTo("Missing");
    }

    @Test
    void noLinkLeadsOut() throws IOException {
        assertThat(find("out")).isEqualTo("Forbidden");
        assertThat(find("beside/x.txt")).isEqualTo("Forbidden");
        assertThat(find("loop")).isEqualTo("Missing");
    }

    @Test
    void theTagChangesWithTheContent() throws IOException {
        String before = tag();
        assertThat(tag()).isEqualTo(before);
        Files.writeString(root.resolve("a.txt"), "longer than before");
        assertThat(tag()).isNotEqualTo(before);
    }

    private String tag() throws IOException {
        if (!(new Folder(root.toString(), "index.html").find("a.txt") instanceof Found.Opened file))
            throw new AssertionError("not opened");
        file.content().close();
        return file.tag();
    }
}
