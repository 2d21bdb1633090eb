package tandem.tls;

import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A certificate with its key as it was loaded.
///
/// @param file  the certificate's
/// @param key   private
/// @param chain the server's certificate, then each issuer's
/// @param names that clients get it for
/// @param staple what its issuer says of it
record Credential(
        String file, PrivateKey key, List<X509Certificate> chain, List<String> names, Optional<Staple> staple) {
    private static final int DNS = 2;

    /// One of which the issuer says nothing.
    Credential(String file, PrivateKey key, List<X509Certificate> chain, List<String> names) {
        this(file, key, chain, names, Optional.empty());
    }

    /// The same with what its issuer says.
    Credential with(Staple good) {
        return new Credential(file, key, chain, names, Optional.of(good));
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    /// The DNS names in a certificate (RFC 5280 §4.2.1.6).
    static List<String> dnsNames(X509Certificate certificate) {
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null) return List.of();
            return names.stream()
                    .filter(name -> name.getFirst().equals(DNS))
                    .map(name -> String.valueOf(name.get(1)))
                    .toList();
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    /// What an operator sees of it.
    CertificateSnapshot snapshot() {
        return snapshot(file, certificate(), names, staple.map(Staple::until));
    }

    /// What an operator sees of a certificate.
    static CertificateSnapshot snapshot(
            String file, X509Certificate own, List<String> names, Optional<Instant> stapledUntil) {
        return new CertificateSnapshot(
                file,
                names,
                own.getSubjectX500Principal().getName(),
                own.getIssuerX500Principal().getName(),
                own.getSerialNumber().toString(16),
                own.getNotBefore().toInstant(),
                own.getNotAfter().toInstant(),
                stapledUntil);
    }
}
