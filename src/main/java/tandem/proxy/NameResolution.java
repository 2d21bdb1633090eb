package tandem.proxy;

import io.vertx.core.dns.AddressResolverOptions;

/// How Vert.x is to resolve names.
public final class NameResolution {
    private NameResolution() {}

    /// As the settings say; of several addresses each connection takes the next.
    public static AddressResolverOptions options(DnsSettings settings) {
        AddressResolverOptions options = new AddressResolverOptions()
                .setCacheMinTimeToLive(Math.toIntExact(settings.minTtl().toSeconds()))
                .setCacheMaxTimeToLive(Math.toIntExact(settings.maxTtl().toSeconds()))
                .setQueryTimeout(settings.queryTimeout().toMillis())
                .setRoundRobinInetAddress(true);
        return settings.servers().isEmpty() ? options : options.setServers(settings.servers());
    }
}
