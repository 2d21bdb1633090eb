package tandem.vip;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The `nft` command. Blocks, so not for the HA thread.
final class Nft {
    /// It takes some milliseconds; a machine that takes this long is not one to move anything on.
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private static final int LONGEST_MESSAGE = 300;

    private Nft() {}

    /// Carries a ruleset out, as one transaction.
    ///
    /// @return what it prints
    /// @throws AddressException when nothing of it was done, with the reason
    static String run(String ruleset) throws AddressException {
        Process process = start();
        try {
            IOException unread = tell(process, ruleset);
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                throw new AddressException("nft takes longer than " + LIMIT.toSeconds() + " s");
            // Both outputs are one, and short: they fit in the pipe.
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) throw new AddressException("nft refuses: " + shortened(output));
            if (unread != null) throw unread;
            return output;
        } catch (IOException e) {
            throw new AddressException("nft: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AddressException("interrupted while nft ran", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /// @return why the ruleset could not be handed over, null when it could: a command that ends before it has read
    /// everything says the reason itself
    private static @Nullable IOException tell(Process process, String ruleset) {
        try (var in = process.getOutputStream()) {
            in.write(ruleset.getBytes(StandardCharsets.UTF_8));
            return null;
        } catch (IOException broken) {
            return broken;
        }
    }

    private static Process start() throws AddressException {
        try {
            return new ProcessBuilder(List.of("nft", "-f", "-"))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            throw new AddressException("the command nft cannot be run (package nftables)", missing);
        }
    }

    private static String shortened(String output) {
        String line = output.lines()
                .map(String::strip)
                .reduce((one, next) -> one + " " + next)
                .orElse("no reason given");
        return line.length() <= LONGEST_MESSAGE ? line : line.substring(0, LONGEST_MESSAGE) + "…";
    }
}
