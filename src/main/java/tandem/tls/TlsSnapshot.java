package tandem.tls;

import java.util.List;
import java.util.Optional;
import tandem.Pure;

/// TLS of one listener as it stands.
///
/// @param certificates that are served
/// @param handshakes   that succeeded
/// @param failed       handshakes that did not
/// @param refused      why the newest content of the files is not served; empty when it is
@Pure
public record TlsSnapshot(
        List<CertificateSnapshot> certificates, long handshakes, long failed, Optional<String> refused) {
    public TlsSnapshot {
        certificates = List.copyOf(certificates);
    }
}
