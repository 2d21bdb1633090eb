package tandem.config;

import java.time.Duration;
import java.util.Optional;
import tandem.fitness.SelfCheckSettings;

/// Reads `proxy.self-check`.
final class SelfCheckSection {
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Format<Duration> INTERVAL = DurationFormat.between(Duration.ofMillis(100), LONGEST);
    private static final Format<Duration> TIMEOUT = DurationFormat.between(Duration.ofMillis(10), LONGEST);
    private static final IntegerFormat IN_A_ROW = new IntegerFormat(1, 100);
    private static final IntegerFormat WARM_UP = new IntegerFormat(0, 1_000_000);

    private SelfCheckSection() {}

    static Value<SelfCheckSettings> read(Section s) {
        var standard = SelfCheckSettings.DEFAULT;
        var enabled = s.optional("enabled", ChoiceFormat.truth(), standard.enabled());
        Value<Optional<String>> path = s.maybe("path", new TargetFormat());
        var interval = s.optional("interval", INTERVAL, standard.interval());
        var timeout = s.optional("timeout", TIMEOUT, standard.timeout());
        var rise = s.optional("rise", IN_A_ROW, standard.rise());
        var fall = s.optional("fall", IN_A_ROW, standard.fall());
        var warmUp = s.optional("warm-up", WARM_UP, standard.warmUp());
        var stall = s.optional("stall", INTERVAL, standard.stall());
        return s.make(() -> new SelfCheckSettings(
                enabled.get(),
                path.get(),
                interval.get(),
                timeout.get(),
                rise.get(),
                fall.get(),
                warmUp.get(),
                stall.get()));
    }
}
