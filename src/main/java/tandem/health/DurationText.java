package tandem.health;

import java.time.Duration;
import java.util.Locale;

/// Durations as a person writes them.
final class DurationText {
    private DurationText() {}

    /// Milliseconds below a second (`350 ms`), else seconds with at most one digit after the point (`2 s`,
    /// `7.2 s`).
    static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) return millis + " ms";
        long tenths = millis / 100;
        return tenths % 10 == 0 ? tenths / 10 + " s" : String.format(Locale.ROOT, "%d.%d s", tenths / 10, tenths % 10);
    }
}
