package tandem.config;

import java.time.Duration;
import tandem.proxy.DnsSettings;

/// Reads the section `dns`.
final class DnsSection {
    private static final int MOST_SERVERS = 10;
    private static final Format<Duration> TIMEOUT =
            DurationFormat.between(Duration.ofMillis(10), Duration.ofMinutes(1));

    private DnsSection() {}

    static Value<DnsSettings> read(Section s) {
        var standard = DnsSettings.DEFAULT;
        var servers = s.values("servers", MOST_SERVERS, EndpointFormat.server("192.168.17.1:53"));
        var least = s.optional("min-ttl", DurationFormat.wholeSeconds(0, 60 * 60), standard.minTtl());
        var most = s.optional("max-ttl", DurationFormat.wholeSeconds(1, 24 * 60 * 60), standard.maxTtl());
        least.ifPresent(from -> most.ifPresent(to -> {
            if (to.compareTo(from) < 0)
                s.problem(
                        most.spot(),
                        "max-ttl is %s and min-ttl is %s; expected no less"
                                .formatted(DurationFormat.text(to), DurationFormat.text(from)));
        }));
        var timeout = s.optional("query-timeout", TIMEOUT, standard.queryTimeout());
        return s.make(() -> new DnsSettings(
                servers.get().stream().map(Endpoint::text).toList(), least.get(), most.get(), timeout.get()));
    }
}
