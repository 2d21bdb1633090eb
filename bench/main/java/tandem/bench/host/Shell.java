package tandem.bench.host;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Commands that are run to their end.
public final class Shell {
    private static final int LIMIT_SECONDS = 120;

    private Shell() {}

    /// What a command printed, its errors included.
    ///
    /// @throws BenchFailed if it did not succeed within two minutes
    public static String run(List<String> command) {
        try {
            // A file and not a pipe: what is printed may be more than a pipe takes.
            Path printed = Files.createTempFile("tandem-bench", ".out");
            try {
                var process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(printed.toFile())
                        .redirectInput(new File("/dev/null"))
                        .start();
                if (!ended(process)) throw new BenchFailed("no end of " + String.join(" ", command));
                String text = Files.readString(printed, StandardCharsets.UTF_8);
                if (process.exitValue() != 0)
                    throw new BenchFailed(String.join(" ", command) + " ended with status " + process.exitValue() + ": "
                            + text.strip());
                return text;
            } finally {
                Files.deleteIfExists(printed);
            }
        } catch (IOException e) {
            throw new BenchFailed(command.getFirst() + " does not start", e);
        }
    }

    private static boolean ended(Process process) {
        boolean ended = false;
        try {
            ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!ended) process.destroyForcibly();
        }
        return ended;
    }

    /// Whether there is such a program on the PATH or where Debian keeps those for root.
    public static boolean has(String program) {
        return find(program) != null;
    }

    /// Where a program is; for one that is not found, its name.
    public static String path(String program) {
        var found = find(program);
        return found == null ? program : found;
    }

    private static @Nullable String find(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        return Arrays.stream(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElse(null);
    }
}
