package tandem.tls;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

/// Certificates made for a test, and their files.
///
/// @param folder where the files are written to
public record TestCertificates(Path folder) {
    private static final int SEQUENCE = 0x30;
    /// `[2]`, RFC 5280 §4.2.1.6.
    private static final int DNS_NAME = 0x82;

    /// Their files, as the configuration names them.
    ///
    /// @param certificate with the chain
    /// @param key         in PKCS #8
    /// @param bundle      what is in them
    public record Pair(String certificate, String key, X509Bundle bundle) {
        /// The certificate for the names in it.
        public CertificateSettings settings() {
            return CertificateSettings.pem(certificate, key);
        }
    }

    /// A certificate authority.
    public static X509Bundle authority(String name) {
        try {
            return builder(name).setIsCertificateAuthority(true).buildSelfSigned();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// A certificate with these DNS names, good for a day.
    public static X509Bundle issued(X509Bundle authority, String... names) {
        return issued(authority, Instant.now().plus(Duration.ofDays(1)), names);
    }

    /// A certificate with these DNS names, good until then.
    public static X509Bundle issued(X509Bundle authority, Instant notAfter, String... names) {
        var builder =
                builder(names[0]).notBefore(notAfter.minus(Duration.ofDays(90))).notAfter(notAfter);
        // Its own method for names refuses wildcards.
        var sequence = Stream.of(names)
                .map(name -> Der.element(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII)))
                .toArray(byte[][]::new);
        builder.addExtensionOctetString("2.5.29.17", false, Der.element(SEQUENCE, sequence));
        try {
            return builder.buildIssuedBy(authority);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static CertificateBuilder builder(String name) {
        return new CertificateBuilder().ecp256().subject("CN=" + name);
    }

    /// Writes a certificate and its key as PEM files of this name.
    public Pair write(String name, X509Bundle bundle) {
        return new Pair(
                write(name + ".pem", bundle.getCertificatePathPEM()),
                write(name + ".key", bundle.getPrivateKeyPEM()),
                bundle);
    }

    /// The same with the authority's own certificate behind the others.
    public Pair withAuthority(String name, X509Bundle bundle, X509Bundle authority) {
        return new Pair(
                write(name + ".pem", bundle.getCertificatePEM() + authority.getCertificatePEM()),
                write(name + ".key", bundle.getPrivateKeyPEM()),
                bundle);
    }

    /// Writes a file.
    ///
    /// @return its path
    public String write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Writes a file.
    ///
    /// @return its path
    public String write(String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
