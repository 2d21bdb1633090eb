package tandem.health;

import java.time.Duration;
import java.util.concurrent.Callable;
import org.assertj.core.api.Assertions;

/// Waits for what other threads will bring about.
final class Eventually {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Eventually() {}

    /// Returns as soon as the condition is true; the limit is there only so that a broken test ends.
    static void holds(String what, Callable<Boolean> condition) throws Exception {
        long start = System.nanoTime();
        while (!condition.call()) {
            if (System.nanoTime() - start > LIMIT.toNanos())
                Assertions.fail("not within %d s: %s", LIMIT.toSeconds(), what);
            Thread.sleep(5);
        }
    }
}
