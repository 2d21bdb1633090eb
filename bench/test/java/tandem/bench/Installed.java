package tandem.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Collection;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Cores;
import tandem.bench.host.Tool;

/// What a test needs beside Java: without it the test is skipped, and says so, or fails where none may be skipped.
public final class Installed {
    private Installed() {}

    /// Two processors, and these tools.
    public static void require(Collection<Tool> tools) {
        var missing = Tool.missing(tools);
        String why = missing.isEmpty() ? processors() : "not installed: " + missing;
        if (why.isEmpty()) return;
        if ("false".equals(System.getenv("TANDEM_TESTS_MAY_SKIP")))
            assertThat(why).isEmpty();
        System.err.println("SKIPPED: " + why);
        assumeTrue(false, why);
    }

    private static String processors() {
        try {
            return Cores.ofThisMachine().load().isEmpty() ? "no processor for the load" : "";
        } catch (BenchFailed e) {
            return String.valueOf(e.getMessage());
        }
    }
}
