package tandem.vip;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import tandem.Pure;

/// Durations as a person reads them in a log line or a scenario.
@Pure
final class Phrases {
    private Phrases() {}

    /// Seconds without needless zeros: `0s`, `2s`, `0.25s`, `61.5s`.
    static String time(Duration duration) {
        return seconds(duration) + "s";
    }

    /// The same within a sentence: `2 s`, `0.25 s`.
    static String span(Duration duration) {
        return seconds(duration) + " s";
    }

    /// Milliseconds with one decimal, as a step after something: `+0.2 ms`.
    static String step(Duration duration) {
        return "+" + millis(duration);
    }

    /// Milliseconds with one decimal: `0.2 ms`.
    static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%.1f ms", duration.toNanos() / 1e6);
    }

    private static String seconds(Duration duration) {
        BigDecimal seconds = BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros();
        return seconds.toPlainString();
    }
}
