package tandem.proxy;

import java.util.Optional;
import tandem.Pure;
import tandem.tls.TlsSnapshot;

/// A listener as it stands.
///
/// @param address that it listens on, with the port that it got
/// @param http2   whether clients may speak HTTP/2
/// @param tls     how its TLS stands; empty for a plain one
/// @param connections of clients that came by it and are open
@Pure
public record ListenerSnapshot(String address, boolean http2, Optional<TlsSnapshot> tls, int connections) {

    /// Nobody is connected.
    public ListenerSnapshot(String address, boolean http2, Optional<TlsSnapshot> tls) {
        this(address, http2, tls, 0);
    }
}
