package tandem.tls;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
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
/// @param stapledUntil end of the OCSP response that clients get with it; empty where there is none
@Pure
public record CertificateSnapshot(
        String file,
        List<String> names,
        String subject,
        String issuer,
        String serial,
        Instant notBefore,
        Instant notAfter,
        Optional<Instant> stapledUntil) {
    /// Without an OCSP response.
    public CertificateSnapshot(
            String file,
            List<String> names,
            String subject,
            String issuer,
            String serial,
            Instant notBefore,
            Instant notAfter) {
        this(file, names, subject, issuer, serial, notBefore, notAfter, Optional.empty());
    }

    public CertificateSnapshot {
        names = List.copyOf(names);
    }
}
