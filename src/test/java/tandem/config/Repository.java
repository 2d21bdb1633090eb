package tandem.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Where the tests find the files of this repository, whichever folder they are started in.
final class Repository {

    private Repository() {}

    /// The folder `conf` with the example configurations.
    static Path conf() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(folder.resolve("conf/tandem.yaml"))) {
            var parent = folder.getParent();
            if (parent == null)
                throw new IllegalStateException(
                        "no conf/tandem.yaml in or above " + Path.of("").toAbsolutePath());
            folder = parent;
        }
        return folder.resolve("conf");
    }

    /// A folder of the test resources.
    static Path resources(String folder) {
        return conf().resolveSibling("src/test/resources").resolve(folder);
    }

    /// The files of a folder whose names end so, sorted.
    static List<Path> files(Path folder, String ending) {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
