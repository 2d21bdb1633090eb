package tandem.tls;

import java.util.Map;
import java.util.Optional;
import tandem.Pure;
import tandem.tls.HandshakeProblem.Reason;

/// TLS with the backends of one pool as it stands.
///
/// @param verified   whether their certificates are
/// @param handshakes that succeeded
/// @param failed     handshakes that did not
/// @param problems   of backends whose last handshake has failed, by their addresses
/// @param refused    why the newest content of the files is not used; empty when it is
/// @param certificate that backends are shown; empty where there is none
@Pure
public record BackendTlsSnapshot(
        boolean verified,
        long handshakes,
        Map<Reason, Long> failed,
        Map<String, String> problems,
        Optional<String> refused,
        Optional<CertificateSnapshot> certificate) {
    /// Backends are shown no certificate.
    public BackendTlsSnapshot(
            boolean verified,
            long handshakes,
            Map<Reason, Long> failed,
            Map<String, String> problems,
            Optional<String> refused) {
        this(verified, handshakes, failed, problems, refused, Optional.empty());
    }

    public BackendTlsSnapshot {
        failed = Map.copyOf(failed);
        problems = Map.copyOf(problems);
    }
}
