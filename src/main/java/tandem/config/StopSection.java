package tandem.config;

import java.time.Duration;
import tandem.config.Settings.Stop;

/// Reads the section `stop`.
final class StopSection {

    private StopSection() {}

    static Value<Stop> read(Section s) {
        var most = Duration.ofHours(1);
        var drain = s.optional("drain", DurationFormat.between(Duration.ZERO, most), Stop.DEFAULT.drain());
        var handover = s.optional("handover", DurationFormat.between(Duration.ZERO, most), Stop.DEFAULT.handover());
        return s.make(() -> new Stop(drain.get(), handover.get()));
    }
}
