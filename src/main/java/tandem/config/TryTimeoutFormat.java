package tandem.config;

import java.time.Duration;
import java.util.Optional;
import tandem.Pure;

/// A time from 10ms to 1h, or `0s` for none.
@Pure
record TryTimeoutFormat() implements Format<Duration> {
    private static final DurationFormat SOME = DurationFormat.between(Duration.ofMillis(10), Duration.ofHours(1));

    @Override
    public Optional<Duration> parse(String text) {
        return text.equals("0s") ? Optional.of(Duration.ZERO) : SOME.parse(text);
    }

    @Override
    public String expected() {
        return "0s, or " + SOME.expected();
    }

    @Override
    public Optional<String> suggestion(String text) {
        return SOME.suggestion(text);
    }
}
