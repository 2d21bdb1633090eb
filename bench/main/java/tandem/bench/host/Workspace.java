package tandem.bench.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/// A folder for the configurations and logs of one run, removed at the end unless something failed.
public final class Workspace implements AutoCloseable {
    private final Path folder;

    private Workspace(Path folder) {
        this.folder = folder;
    }

    public static Workspace create() {
        try {
            return new Workspace(Files.createTempDirectory("tandem-bench-"));
        } catch (IOException e) {
            throw new BenchFailed("no temporary folder", e);
        }
    }

    /// A new folder within it.
    public Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new BenchFailed("no folder " + name, e);
        }
    }

    public static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new BenchFailed(file + " cannot be written", e);
        }
    }

    @Override
    public void close() {
        try (var all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException | UncheckedIOException e) {
            throw new BenchFailed(folder + " cannot be removed", e);
        }
    }
}
