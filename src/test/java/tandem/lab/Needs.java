package tandem.lab;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;

/// What a test needs of the machine. Without it the test is skipped aloud; where the environment variable
/// `TANDEM_TESTS_MAY_SKIP` is `false`, it fails.
public final class Needs {
    private Needs() {}

    /// Ends the calling test.
    ///
    /// @param what    what the test needs
    /// @param missing what is missing for it
    public static void missing(String what, String missing) {
        if ("false".equals(System.getenv("TANDEM_TESTS_MAY_SKIP")))
            fail("no test may be skipped, but " + what + " is not there: " + missing);
        // A runner's summary passes over a class that was skipped as a whole.
        System.out.println("SKIPPED: " + what + " is not there: " + missing);
        Assumptions.abort("skipped: " + what + " is not there: " + missing);
    }
}
