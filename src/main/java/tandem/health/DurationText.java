package tandem.health;

import java.time.Duration;
import java.util.Locale;
import tandem.Pure;

/// Durations as a person writes them.
@Pure
final class DurationText {
    private DurationText() {}

    /// To the millisecond below a second (`350 ms`), to the tenth below a minute (`2 s`, `7.2 s`), to the second
    /// below an hour (`3 min 20 s`), and to the minute above it (`2 h 5 min`).
    static String of(Duration duration) {
        if (duration.toSeconds() < 1) return duration.toMillis() + " ms";
        if (duration.toMinutes() < 1) return seconds(duration.toMillis() / 100);
        if (duration.toHours() < 1) return both(duration.toMinutes(), "min", duration.toSecondsPart(), "s");
        return both(duration.toHours(), "h", duration.toMinutesPart(), "min");
    }

    private static String seconds(long tenths) {
        return tenths % 10 == 0 ? tenths / 10 + " s" : String.format(Locale.ROOT, "%d.%d s", tenths / 10, tenths % 10);
    }

    private static String both(long large, String largeUnit, int small, String smallUnit) {
        String text = large + " " + largeUnit;
        return small == 0 ? text : text + " " + small + " " + smallUnit;
    }
}
