package tandem.config;

import java.util.Optional;
import tandem.accesslog.AccessLogSettings;

/// The section `access-log`.
final class AccessLogSection {
    private static final IntegerFormat QUEUE = new IntegerFormat(16, 1_000_000);

    private AccessLogSection() {}

    static Value<Optional<AccessLogSettings>> read(Section s) {
        var file = s.maybe("file", TextFormat.FILE);
        var format = s.optional("format", RouteSection.TEXT, AccessLogSettings.DEFAULT_FORMAT);
        var queue = s.optional("queue", QUEUE, AccessLogSettings.DEFAULT_QUEUE);
        return s.make(() -> file.get().map(path -> new AccessLogSettings(path, format.get(), queue.get())));
    }
}
