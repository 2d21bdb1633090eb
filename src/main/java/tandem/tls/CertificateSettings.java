package tandem.tls;

import java.util.List;
import java.util.Optional;

/// A certificate with its private key, and the names that it is served for.
///
/// @param source where it stands
/// @param names  what clients call the server: `shop.example.com`, or `*.example.com` for every name with
///               one
///               label more. Empty stands for the DNS names in the certificate itself. `names`
/// @param ocspFile an OCSP response for it in DER, which is stapled as long as it is good. `ocsp-file`,
///                 default none
public record CertificateSettings(Source source, List<String> names, Optional<String> ocspFile) {
    /// Names of one certificate.
    public static final int MOST_NAMES = 1000;

    public CertificateSettings {
        names = List.copyOf(names);
    }

    /// A certificate without an OCSP response.
    public CertificateSettings(Source source, List<String> names) {
        this(source, names, Optional.empty());
    }

    /// A certificate in PEM files for the names in it.
    public static CertificateSettings pem(String certificateFile, String keyFile) {
        return new CertificateSettings(new Source.Pem(certificateFile, keyFile, Optional.empty()), List.of());
    }

    /// The files of a certificate.
    public sealed interface Source {
        /// The file with the certificate, which stands for the whole of it in messages.
        String file();

        /// A file whose first line is the password of the key, perhaps.
        Optional<String> passwordFile();

        /// Text files, as certbot and OpenSSL write them (RFC 7468).
        ///
        /// @param certificateFile the server's certificate, then each issuer's, without the root.
        ///                        `certificate`
        /// @param keyFile         PKCS #8, PKCS #1 or SEC 1, encrypted or not. `key`
        /// @param passwordFile    for an encrypted key. `password-file`
        record Pem(String certificateFile, String keyFile, Optional<String> passwordFile) implements Source {
            @Override
            public String file() {
                return certificateFile;
            }
        }

        /// A key store with exactly one private key (RFC 7292).
        ///
        /// @param keyStoreFile `keystore`
        /// @param passwordFile of the store and of its key. `password-file`; without it the password is
        ///                     empty
        record Pkcs12(String keyStoreFile, Optional<String> passwordFile) implements Source {
            @Override
            public String file() {
                return keyStoreFile;
            }
        }
    }
}
