package tandem.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/// The program's classes, loaded and linked ahead of time: a node of the lab then starts with a third of the
/// processor time. A JVM that finds the file of no use (another class path, another JDK) says so in the node's
/// log and starts as if there were none.
public final class AheadOfTime {
    private static final Path FILE = Path.of("target", "lab", "tandem.aot").toAbsolutePath();

    private AheadOfTime() {}

    /// The options for a JVM of the program; makes the file when there is none of this build.
    ///
    /// @param training is given the options for a JVM that has to start, do what a node does, and stop
    static synchronized List<String> options(Consumer<List<String>> training) {
        List<Path> classPath = JavaCommand.programClassPath();
        // The JVM makes no such file of folders, which is what an IDE runs the program from.
        if (classPath.stream().anyMatch(Files::isDirectory)) return List.of();
        try {
            if (!madeFrom(FILE, classPath)) {
                Files.createDirectories(FILE.getParent());
                Files.deleteIfExists(FILE);
                training.accept(List.of("-XX:AOTCacheOutput=" + FILE));
            }
            return Files.exists(FILE) ? List.of("-XX:AOTCache=" + FILE) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The options with the file that another test of this build has made, and none where there is none yet.
    public static List<String> optionsIfMade() {
        List<Path> classPath = JavaCommand.programClassPath();
        if (classPath.stream().anyMatch(Files::isDirectory)) return List.of();
        try {
            return madeFrom(FILE, classPath) ? List.of("-XX:AOTCache=" + FILE) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean madeFrom(Path file, List<Path> classPath) throws IOException {
        if (!Files.exists(file)) return false;
        var made = Files.getLastModifiedTime(file);
        for (Path entry : classPath) if (Files.getLastModifiedTime(entry).compareTo(made) > 0) return false;
        return true;
    }
}
