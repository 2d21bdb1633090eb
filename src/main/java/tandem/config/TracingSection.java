package tandem.config;

import java.time.Duration;
import java.util.Optional;
import tandem.tracing.TracingSettings;
import tandem.tracing.TracingSettings.Accept;

/// The section `tracing`.
final class TracingSection {
    private static final IntegerFormat QUEUE = new IntegerFormat(64, 1_000_000);
    private static final Format<Duration> TIMEOUT =
            DurationFormat.between(Duration.ofMillis(100), Duration.ofMinutes(1));

    private TracingSection() {}

    static Value<Optional<TracingSettings>> read(Section s) {
        var endpoint = s.maybe("endpoint", new UrlFormat());
        var service = s.optional("service", TextFormat.ARGUMENT, TracingSettings.DEFAULT_SERVICE);
        var percent = s.optional("sample", new PercentFormat(0, 100), TracingSettings.DEFAULT_PERCENT);
        var accept = s.optional("accept", ChoiceFormat.of(Accept.class), Accept.CLIENTS);
        var queue = s.optional("queue", QUEUE, TracingSettings.DEFAULT_QUEUE);
        var timeout = s.optional("timeout", TIMEOUT, TracingSettings.DEFAULT_TIMEOUT);
        return s.make(() -> endpoint.get()
                .map(url -> new TracingSettings(
                        url, service.get(), percent.get(), accept.get(), queue.get(), timeout.get())));
    }
}
