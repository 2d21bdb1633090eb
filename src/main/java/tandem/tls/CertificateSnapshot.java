package tandem.tls;

import java.time.Instant;
import java.util.List;
import tandem.Pure;

/// A certificate that is served now.
///
/// @param file      its file
/// @param names     that clients get it for
/// @param subject   distinguished name (RFC 2253)
/// @param issuer    distinguished name
/// @param serial    serial number, hexadecimal
/// @param notBefore begin of its validity
/// @param notAfter  end of its validity
@Pure
public record CertificateSnapshot(
        String file,
        List<String> names,
        String subject,
        String issuer,
        String serial,
        Instant notBefore,
        Instant notAfter) {
    public CertificateSnapshot {
        names = List.copyOf(names);
    }
}
