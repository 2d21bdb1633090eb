package tandem.health;

import java.time.Duration;
import tandem.Pure;

/// How much of its weight a backend carries after it has come back: a Tomcat with cold caches is not flooded, and one
/// that fails again fails few requests.
@Pure
public final class SlowStart {
    /// What it begins with, in thousandths.
    public static final int LEAST = 100;
    /// All of it.
    public static final int WHOLE = 1000;

    private SlowStart() {}

    /// Grows from [#LEAST] to [#WHOLE] in even steps.
    ///
    /// @param age      nanoseconds since it came back
    /// @param duration that it takes; zero for none
    public static int share(long age, Duration duration) {
        long whole = duration.toNanos();
        if (age >= whole) return WHOLE;
        return Math.max(LEAST, (int) ((double) Math.max(0, age) / whole * WHOLE));
    }
}
