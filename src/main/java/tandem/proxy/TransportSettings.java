package tandem.proxy;

import java.util.Optional;
import tandem.Pure;
import tandem.route.ProxyAnnouncement;

/// What the connections to a pool's backends are like.
///
/// @param announcement how backends are told whose connection they serve, before anything else; empty for not at all.
///                     `pools[].proxy-protocol`, default off. A kept connection then serves the requests of one client
///                     connection only
@Pure
public record TransportSettings(Optional<ProxyAnnouncement> announcement) {
    /// Plain HTTP/1.1.
    public static final TransportSettings DEFAULT = new TransportSettings(Optional.empty());
}
