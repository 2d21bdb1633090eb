package tandem.config;

import java.util.Optional;
import tandem.accesslog.AccessLogSettings;
import tandem.accesslog.AccessLogSettings.Rotation;

/// The section `access-log`.
final class AccessLogSection {
    private static final IntegerFormat QUEUE = new IntegerFormat(16, 1_000_000);

    private AccessLogSection() {}

    static Value<Optional<AccessLogSettings>> read(Section s) {
        var file = s.maybe("file", TextFormat.FILE);
        var format = s.optional("format", RouteSection.TEXT, AccessLogSettings.DEFAULT_FORMAT);
        var queue = s.optional("queue", QUEUE, AccessLogSettings.DEFAULT_QUEUE);
        var rotation = rotation(s);
        return s.make(
                () -> file.get().map(path -> new AccessLogSettings(path, format.get(), queue.get(), rotation.get())));
    }

    private static Value<Optional<Rotation>> rotation(Section s) {
        var size = s.maybe("rotate-size", new LargeSizeFormat(Rotation.LEAST_SIZE, Rotation.MOST_SIZE));
        if (!s.has("rotate-size")) s.misplaced("rotate-keep", "has no effect without rotate-size");
        var keep = s.optional("rotate-keep", new IntegerFormat(1, 1000), Rotation.DEFAULT_KEEP);
        return s.make(() -> size.get().map(most -> new Rotation(most, keep.get())));
    }
}
