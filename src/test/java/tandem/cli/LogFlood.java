package tandem.cli;

import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A program that logs far more than anybody takes, and says on its error output when it is through. At a line on its
/// input it logs once more and ends.
final class LogFlood {
    static final int LINES = 40_000;

    private static final Logger LOG = LoggerFactory.getLogger(LogFlood.class);

    private LogFlood() {}

    public static void main(String... arguments) throws InterruptedException {
        Logging.inBackground(LogFlood::flood);
    }

    private static int flood() {
        for (int i = 0; i < LINES; i++) LOG.info("flood {}", i);
        System.err.println("through");
        new Scanner(System.in, StandardCharsets.UTF_8).nextLine();
        LOG.info("the end");
        return 0;
    }
}
