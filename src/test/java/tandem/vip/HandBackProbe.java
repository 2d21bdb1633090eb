package tandem.vip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/// A process that opens a [LinuxHandBack] and does what it reads: one operation a line. Its answers begin with `!`.
final class HandBackProbe {
    private HandBackProbe() {}

    /// Takes as arguments: name of the VIP, address, device.
    public static void main(String[] arguments) throws IOException {
        var mode = new VipSettings.Mode.Linux(arguments[1], 32, arguments[2], Duration.ofSeconds(60), Optional.empty());
        try (HandBack opened = LinuxHandBack.open(new VipSettings(arguments[0], mode), mode);
                var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("! " + opened.unavailable().orElse("opened"));
            for (String line = lines.readLine(); line != null; line = lines.readLine())
                System.out.println("! " + done(opened, line));
        }
    }

    private static String done(HandBack opened, String operation) {
        CompletionStage<Void> result = switch (operation) {
            case "keep" -> opened.keep();
            case "yielded" -> opened.yielded();
            case "renew" -> opened.renew();
            case "drop" -> opened.drop();
            case "finish" -> opened.finish();
            default -> opened.prepare(operation);
        };
        try {
            result.toCompletableFuture().join();
            return "ok";
        } catch (CompletionException failed) {
            return "failed: " + HaThread.line(failed);
        }
    }
}
