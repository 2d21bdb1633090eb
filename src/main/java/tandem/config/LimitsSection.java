package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tandem.limit.LimitSettings;
import tandem.limit.LimitSettings.Rate;

/// The section `limits`.
final class LimitsSection {
    private static final IntegerFormat COUNT = new IntegerFormat(1, 10_000_000);
    private static final IntegerFormat PER_SECOND = new IntegerFormat(1, 1_000_000);
    private static final IntegerFormat CLIENTS = new IntegerFormat(512, 1 << 24);
    private static final LargeSizeFormat BODY = new LargeSizeFormat(1, 1L << 40);
    private static final Format<Duration> TOTAL = DurationFormat.between(Duration.ofMillis(10), Duration.ofDays(1));

    private LimitsSection() {}

    static Value<LimitSettings> read(Section s) {
        var connections = s.maybe("connections", COUNT);
        var connectionsByClient = s.maybe("connections-by-client", COUNT);
        var rate = rate(s);
        var requests = s.maybe("concurrent-requests", COUNT);
        var body = s.maybe("body-bytes", BODY);
        var total = s.maybe("total-timeout", TOTAL);
        return s.make(() -> new LimitSettings(
                number(connections),
                number(connectionsByClient),
                rate.get(),
                number(requests),
                body.get().map(OptionalLong::of).orElse(OptionalLong.empty()),
                total.get()));
    }

    private static Value<Optional<Rate>> rate(Section s) {
        var perSecond = s.maybe("requests-by-client", PER_SECOND);
        if (!s.has("requests-by-client"))
            for (var key : List.of("burst", "clients")) s.misplaced(key, "has no effect without requests-by-client");
        var burst = s.maybe("burst", PER_SECOND);
        var clients = s.optional("clients", CLIENTS, Rate.DEFAULT_CLIENTS);
        return s.make(() ->
                perSecond.get().map(rate -> new Rate(rate, burst.get().orElse(rate), clients.get())));
    }

    private static OptionalInt number(Value<Optional<Integer>> value) {
        return value.get().map(OptionalInt::of).orElse(OptionalInt.empty());
    }
}
