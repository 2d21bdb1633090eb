package tandem.config;

import java.time.Duration;

/// Reads the section `reload`.
final class ReloadSection {
    private static final Format<Duration> QUIET = DurationFormat.between(Duration.ofMillis(100), Duration.ofHours(1));
    private static final Format<Duration> LOOK = DurationFormat.between(Duration.ofMillis(100), Duration.ofHours(24));

    private ReloadSection() {}

    static Value<ReloadSettings> read(Section s) {
        var standard = ReloadSettings.DEFAULT;
        var watch = s.optional("watch", ChoiceFormat.truth(), standard.watch());
        var quiet = s.optional("quiet-period", QUIET, standard.quiet());
        var certificates = s.optional("certificates", LOOK, standard.certificates());
        return s.make(() -> new ReloadSettings(watch.get(), quiet.get(), certificates.get()));
    }
}
