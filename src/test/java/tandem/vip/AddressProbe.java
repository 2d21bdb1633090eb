package tandem.vip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// A process that opens a [LinuxAddress] and does what it reads: one operation a line. Its answers begin with `!`.
final class AddressProbe {
    private AddressProbe() {}

    /// Takes as arguments: address, prefix length, device, lease in seconds, perhaps a label.
    public static void main(String[] arguments) throws IOException {
        var mode = new VipSettings.Mode.Linux(
                arguments[0],
                Integer.parseInt(arguments[1]),
                arguments[2],
                Duration.ofSeconds(Long.parseLong(arguments[3])),
                Arrays.stream(arguments).skip(4).findFirst());
        try (LinuxAddress driver = LinuxAddress.open(mode);
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("! opened");
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                System.out.println("! " + done(driver, line));
        } catch (AddressException refused) {
            System.out.println("! refused: " + refused.getMessage());
        }
    }

    private static String done(LinuxAddress driver, String operation) {
        CompletionStage<Void> result = switch (operation) {
            case "claim" -> driver.claim();
            case "renew" -> driver.renew();
            case "announce" -> driver.announce();
            case "release" -> driver.release();
            case "verify" -> driver.verify();
            default -> throw new IllegalArgumentException(operation);
        };
        try {
            result.toCompletableFuture().join();
            return "ok";
        } catch (CompletionException failed) {
            return "failed: " + HaThread.line(failed);
        }
    }
}
