package tandem.proxy;

import java.util.Optional;
import tandem.Pure;
import tandem.route.ProxyAnnouncement;
import tandem.tls.BackendTlsSettings;

/// What the connections to a pool's backends are like.
///
/// @param announcement how backends are told whose connection they serve, before anything else; empty
///                     for not at all.
///                     `pools[].proxy-protocol`, default off. A kept connection then serves the requests
///                     of one client
///                     connection only
/// @param tls          how they speak TLS; empty for plain connections. `pools[].tls`
/// @param http2        how HTTP/2 is spoken; empty for HTTP/1.1. `pools[].http`. Not together with an
///                     announcement,
/// since
///                     a connection carries the requests of many clients
/// @param checks       the same for active checks, which are told as nobody's; empty where they are made
///                     in the same
/// way.
///                     `pools[].check`
@Pure
public record TransportSettings(
        Optional<ProxyAnnouncement> announcement,
        Optional<BackendTlsSettings> tls,
        Optional<UpstreamHttp2Settings> http2,
        Optional<TransportSettings> checks) {
    /// Plain HTTP/1.1.
    public static final TransportSettings DEFAULT =
            new TransportSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public TransportSettings {
        if (checks.isPresent() && checks.get().checks.isPresent())
            throw new IllegalArgumentException("checks are not checked");
        if (http2.isPresent() && announcement.isPresent())
            throw new IllegalArgumentException("http: 2 excludes proxy-protocol");
    }

    /// HTTP/1.1 with the PROXY protocol.
    public static TransportSettings announcing(ProxyAnnouncement announcement) {
        return new TransportSettings(Optional.of(announcement), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /// HTTP/1.1 over TLS.
    public static TransportSettings secured(BackendTlsSettings tls) {
        return new TransportSettings(Optional.empty(), Optional.of(tls), Optional.empty(), Optional.empty());
    }

    /// The same by HTTP/2.
    public TransportSettings by(UpstreamHttp2Settings settings) {
        return new TransportSettings(announcement, tls, Optional.of(settings), checks);
    }

    /// What the connections of active checks are like.
    public TransportSettings ofChecks() {
        return checks.orElse(this);
    }
}
