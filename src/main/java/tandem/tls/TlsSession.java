package tandem.tls;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// What a handshake has agreed on.
///
/// @param version     such as `TLSv1.3`
/// @param cipher      the suite, by its name in IANA's registry
/// @param server      what the client calls the server, in lower case; empty when it does not say
/// @param protocol    what ALPN chose (RFC 7301): `h2` or `http/1.1`; empty when the client offered neither
/// @param certificate the client's, which has been verified
public record TlsSession(
        String version,
        String cipher,
        Optional<String> server,
        Optional<String> protocol,
        Optional<X509Certificate> certificate) {

    static TlsSession of(SSLSession session, Optional<String> server, Optional<String> protocol) {
        return new TlsSession(session.getProtocol(), session.getCipherSuite(), server, protocol, certificate(session));
    }

    private static Optional<X509Certificate> certificate(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate shown
                    ? Optional.of(shown)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException showsNone) {
            return Optional.empty();
        }
    }
}
