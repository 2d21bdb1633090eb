package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.Pure;

/// A time with its unit: `250ms`, `2s`, `1m`, `1h`.
///
/// @param step  the value is a multiple of this: a millisecond, or a second where parts of one cannot be had
/// @param least shortest time that is taken
/// @param most  longest one
@Pure
record DurationFormat(Duration step, Duration least, Duration most) implements Format<Duration> {
    private static final List<Unit> UNITS =
            List.of(new Unit("ms", 1), new Unit("s", 1_000), new Unit("m", 60_000), new Unit("h", 3_600_000));

    static DurationFormat between(Duration least, Duration most) {
        return new DurationFormat(Duration.ofMillis(1), least, most);
    }

    /// For what counts in whole seconds.
    static DurationFormat wholeSeconds(int least, int most) {
        return new DurationFormat(Duration.ofSeconds(1), Duration.ofSeconds(least), Duration.ofSeconds(most));
    }

    @Override
    public Optional<Duration> parse(String text) {
        return Unit.parse(text, UNITS)
                .filter(millis -> millis % step.toMillis() == 0)
                .map(Duration::ofMillis)
                .filter(time -> time.compareTo(least) >= 0 && time.compareTo(most) <= 0);
    }

    @Override
    public String expected() {
        var kind = step.toMillis() == 1 ? "a time" : "a time in whole seconds";
        var unit = step.toMillis() == 1 ? "ms, s, m or h" : "s, m or h";
        return kind + " from " + text(least) + " to " + text(most) + ", with its unit (" + unit + ")";
    }

    @Override
    public Optional<String> suggestion(String text) {
        return parse(text + "s").map(DurationFormat::text);
    }

    /// The time as one would write it in the file.
    static String text(Duration time) {
        return time.isZero() ? "0s" : Unit.text(time.toMillis(), UNITS);
    }
}
