package tandem.tls;

import java.util.Optional;
import tandem.Pure;
import tandem.tls.TlsSettings.Version;

/// How connections to backends speak TLS.
///
/// @param verify         whether a backend's certificate has to be of an authority and for the server's name (RFC 9110
///                       §4.3.4). `tls.verify`, default true; without it anybody in between can pose as the backend
/// @param caFile         PEM file of the authorities; empty for those that Java trusts. `tls.ca-file`
/// @param serverName     what a backend is asked for by SNI (RFC 6066 §3), and what its certificate has to be for.
///                       `tls.server-name`, default the backend's host
/// @param certificate    that Tandem shows when it is asked for one; empty for none. `tls.certificate` and `tls.key`
/// @param minimumVersion older versions are refused. `tls.minimum-version`, default TLS 1.2
@Pure
public record BackendTlsSettings(
        boolean verify,
        Optional<String> caFile,
        Optional<String> serverName,
        Optional<CertificateSettings.Source.Pem> certificate,
        Version minimumVersion) {
    /// Verified by what Java trusts.
    public static final BackendTlsSettings DEFAULT =
            new BackendTlsSettings(true, Optional.empty(), Optional.empty(), Optional.empty(), Version.TLS_1_2);

    public BackendTlsSettings {
        if (!verify && caFile.isPresent())
            throw new IllegalArgumentException("ca-file says whom to believe, and with verify: false everybody is");
    }

    /// What a backend is called.
    ///
    /// @param host that connections to it are opened to
    String nameOf(String host) {
        return serverName.orElse(host);
    }
}
