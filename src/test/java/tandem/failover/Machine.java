package tandem.failover;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// When and on what machine something was measured, in the words of the other benchmarks' results.
final class Machine {
    private Machine() {}

    static JsonObject now() {
        String processors = read(Path.of("/proc/cpuinfo"));
        return new JsonObject()
                .put("when", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("commit", commit())
                .put("processor", first(processors, "model name"))
                .put("processors", Runtime.getRuntime().availableProcessors())
                .put("memory", first(read(Path.of("/proc/meminfo")), "MemTotal"))
                .put(
                        "hypervisor",
                        processors.lines().anyMatch(line -> line.startsWith("flags") && line.contains(" hypervisor")))
                .put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"))
                .put(
                        "java",
                        System.getProperty("java.vendor.version") + " " + System.getProperty("java.runtime.version"));
    }

    private static String commit() {
        String head = git(List.of("git", "rev-parse", "--short", "HEAD"));
        if (head.isEmpty()) return "unknown";
        boolean changed =
                !git(List.of("git", "status", "--porcelain", "main", "../bin")).isEmpty();
        return changed ? head + " with changes" : head;
    }

    /// Empty where there is no git, or no clone.
    private static String git(List<String> command) {
        try {
            Process git = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? said : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static String first(String text, String field) {
        return text.lines()
                .filter(line -> line.startsWith(field))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("unknown");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
