package tandem.config;

import java.time.Duration;
import tandem.config.StatusRangeFormat.StatusRange;
import tandem.health.HealthSettings;
import tandem.health.HealthSettings.Check;
import tandem.health.HealthSettings.Eject;

/// Reads `check` and `eject` of a pool.
final class HealthSection {
    private static final Format<Duration> PAUSE = DurationFormat.between(Duration.ofMillis(10), Duration.ofHours(1));
    private static final int SUSPICIOUS = 10;
    private static final IntegerFormat IN_A_ROW = new IntegerFormat(1, 1000);

    private HealthSection() {}

    static Value<HealthSettings> read(Section pool) {
        var check = pool.section("check", HealthSection::check);
        var eject = pool.section("eject", HealthSection::eject);
        return pool.make(() -> new HealthSettings(check.get(), eject.get()));
    }

    private static Value<Check> check(Section s) {
        var standard = Check.DEFAULT;
        var path = s.optional("path", new TargetFormat(), standard.path());
        var interval = s.optional("interval", PAUSE, standard.interval());
        var timeout = s.optional("timeout", PAUSE, standard.timeout());
        timeout.ifPresent(limit -> interval.ifPresent(pause -> {
            if (limit.compareTo(pause.multipliedBy(SUSPICIOUS)) > 0)
                s.warning(
                        timeout.spot(),
                        "%s is more than %d times the interval (%s): a hanging backend is found late"
                                .formatted(DurationFormat.text(limit), SUSPICIOUS, DurationFormat.text(pause)));
        }));
        var rise = s.optional("rise", IN_A_ROW, standard.rise());
        var fall = s.optional("fall", IN_A_ROW, standard.fall());
        var usual = new StatusRange(standard.minStatus(), standard.maxStatus());
        var expect = s.optional("expect", new StatusRangeFormat(), usual);
        return s.make(() -> new Check(
                path.get(),
                interval.get(),
                timeout.get(),
                rise.get(),
                fall.get(),
                expect.get().least(),
                expect.get().most()));
    }

    private static Value<Eject> eject(Section s) {
        var failures = s.optional("failures", IN_A_ROW, Eject.DEFAULT.failures());
        var duration = s.optional("duration", PAUSE, Eject.DEFAULT.duration());
        return s.make(() -> new Eject(failures.get(), duration.get()));
    }
}
