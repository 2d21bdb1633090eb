package tandem.proxy;

import java.time.Duration;
import java.util.List;

/// How names are resolved: those of backends, of their checks, and of whatever else this node connects to.
///
/// @param servers      `host:port` of name servers, asked in this order; none for those of the host.
///                     `dns.servers`
/// @param minTtl       how long an answer is used at least, in whole seconds up to an hour. `dns.min-ttl`,
///                     default 1 s
/// @param maxTtl       and at most, no less than that and up to a day. `dns.max-ttl`, default 5 min
/// @param queryTimeout for the answer of one server, 10 ms to 1 min. `dns.query-timeout`, default 1 s
public record DnsSettings(List<String> servers, Duration minTtl, Duration maxTtl, Duration queryTimeout) {
    public static final DnsSettings DEFAULT =
            new DnsSettings(List.of(), Duration.ofSeconds(1), Duration.ofMinutes(5), Duration.ofSeconds(1));

    public DnsSettings {
        servers = List.copyOf(servers);
    }
}
