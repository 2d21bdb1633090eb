package tandem.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// Reads certificates (RFC 5280) from PEM files.
final class Certificates {
    private Certificates() {}

    /// Every certificate of a file, in its order; at least one.
    ///
    /// @param key  whose value the file's name is
    /// @param file its name, for messages
    static List<X509Certificate> read(byte[] pem, String key, String file) throws TlsFileException {
        var blocks = PemText.blocks(pem).stream()
                .filter(block -> block.label().endsWith("CERTIFICATE"))
                .toList();
        if (blocks.isEmpty())
            throw new TlsFileException(
                    key,
                    "found no certificate in " + file + "; expected PEM, with blocks \"-----BEGIN CERTIFICATE-----\"");
        var certificates = new ArrayList<X509Certificate>();
        for (var block : blocks) {
            try {
                certificates.add((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(block.body())));
            } catch (CertificateException damaged) {
                throw new TlsFileException(
                        key,
                        "the certificate number " + (certificates.size() + 1) + " in " + file + " is damaged",
                        damaged);
            }
        }
        return List.copyOf(certificates);
    }

    /// Each certificate was issued by the next one: clients need not accept another order (RFC 8446 §4.4.2).
    static void inOrder(List<X509Certificate> chain, String key, String file) throws TlsFileException {
        for (int i = 1; i < chain.size(); i++) {
            var issuer = chain.get(i - 1).getIssuerX500Principal();
            if (!issuer.equals(chain.get(i).getSubjectX500Principal()))
                throw new TlsFileException(
                        key,
                        "the certificates in " + file + " are not in order: number " + (i + 1) + " is "
                                + chain.get(i).getSubjectX500Principal().getName()
                                + "; expected the issuer of the one before, " + issuer.getName());
        }
    }
}
