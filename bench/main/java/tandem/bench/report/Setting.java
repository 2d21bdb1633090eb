package tandem.bench.report;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Shell;

/// When and on what machine something was measured.
public final class Setting {
    private Setting() {}

    /// The machine and the moment.
    ///
    /// @param home the project's root, whose commit is noted where it is a clone
    public static JsonObject now(Path home) {
        return new JsonObject()
                .put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("commit", commit(home))
                .put("processor", firstField("/proc/cpuinfo", "model name"))
                .put("processors", processors())
                .put("memory", firstField("/proc/meminfo", "MemTotal"))
                .put("hypervisor", hypervisor())
                .put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put(
                        "java",
                        System.getProperty("java.vendor.version") + " " + System.getProperty("java.runtime.version"));
    }

    private static String commit(Path home) {
        if (!Shell.has("git") || !Files.exists(home.resolve(".git"))) return "unknown";
        try {
            var prefix = List.of("git", "-C", home.toString());
            String commit =
                    Shell.run(concat(prefix, "rev-parse", "--short", "HEAD")).strip();
            boolean changed = !Shell.run(concat(prefix, "status", "--porcelain", "src/main", "bin"))
                    .isBlank();
            return changed ? commit + " with changes" : commit;
        } catch (BenchFailed e) {
            return "unknown";
        }
    }

    private static List<String> concat(List<String> prefix, String... rest) {
        return Stream.concat(prefix.stream(), Stream.of(rest)).toList();
    }

    /// All that the machine has: this process may have been moved to some of them.
    private static long processors() {
        return read("/proc/cpuinfo")
                .lines()
                .filter(line -> line.startsWith("processor"))
                .count();
    }

    private static boolean hypervisor() {
        return read("/proc/cpuinfo").lines().anyMatch(line -> line.startsWith("flags") && line.contains(" hypervisor"));
    }

    private static String firstField(String file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("unknown");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new BenchFailed(file + " cannot be read", e);
        }
    }
}
