package tandem.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a short command to its end.
public final class Command {
    private static final int LIMIT_SECONDS = 30;

    private Command() {}

    /// What a command did.
    ///
    /// @param exit   its exit code
    /// @param output what it printed, standard output and standard error together
    record Result(int exit, String output) {
        boolean ok() {
            return exit == 0;
        }
    }

    /// Runs a command that may fail.
    static Result run(List<String> words) {
        try {
            Process process =
                    new ProcessBuilder(words).redirectErrorStream(true).start();
            process.getOutputStream().close();
            // The short commands of the lab print little: reading to the end first cannot outlast their end
            // by much.
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after " + LIMIT_SECONDS + " s: " + words);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + words, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in " + words, e);
        }
    }

    /// Whether there is a command of this name.
    public static boolean there(String name) {
        return run(List.of("sh", "-c", "command -v " + name)).ok();
    }

    /// Runs a command that must succeed, and returns what it printed.
    public static String must(String... words) {
        return must(List.of(words));
    }

    /// Runs a command that must succeed, and returns what it printed.
    public static String must(List<String> words) {
        Result result = run(words);
        if (!result.ok())
            throw new IllegalStateException(
                    String.join(" ", words) + " failed with " + result.exit() + ": " + result.output());
        return result.output();
    }
}
