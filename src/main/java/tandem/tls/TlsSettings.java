package tandem.tls;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// How a listener speaks TLS with its clients.
///
/// Every constructor here throws an [IllegalArgumentException] whose message names the key, what was found
/// and what is allowed.
///
/// @param certificates     at least one; a client that names a server gets that with the name, any other the
///                         first. `tls.certificates`
/// @param minimumVersion   older versions are refused. `tls.minimum-version`, default TLS 1.2
/// @param ciphers          suites of TLS 1.2 in the order of preference; those of TLS 1.3 are fixed.
///                         `tls.ciphers`
/// @param clients          whether clients show certificates. `tls.client-certificates`
/// @param sessions         resumption of earlier sessions. `tls.sessions`
/// @param handshakeTimeout from the accept to the end of the handshake; the connection is closed after it.
///                         `tls.handshake-timeout`, default 10 s
public record TlsSettings(
        List<CertificateSettings> certificates,
        Version minimumVersion,
        List<Cipher> ciphers,
        Clients clients,
        Sessions sessions,
        Duration handshakeTimeout) {
    /// Certificates of one listener.
    public static final int MOST_CERTIFICATES = 1000;

    public static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);

    public TlsSettings {
        certificates = List.copyOf(certificates);
        ciphers = List.copyOf(ciphers);
        if (certificates.isEmpty() || certificates.size() > MOST_CERTIFICATES)
            throw new IllegalArgumentException(
                    "certificates must be 1 to " + MOST_CERTIFICATES + ", not " + certificates.size());
        if (ciphers.isEmpty()) throw new IllegalArgumentException("ciphers must be one at least");
        if (handshakeTimeout.compareTo(Duration.ofMillis(100)) < 0
                || handshakeTimeout.compareTo(Duration.ofMinutes(5)) > 0)
            throw new IllegalArgumentException("handshake-timeout must be 100 ms to 5 min, not " + handshakeTimeout);
    }

    /// The settings of a listener with these certificates and a default for all else.
    public static TlsSettings of(CertificateSettings... certificates) {
        return new TlsSettings(
                List.of(certificates),
                Version.TLS_1_2,
                Cipher.DEFAULT,
                Clients.NOT_ASKED,
                Sessions.DEFAULT,
                DEFAULT_HANDSHAKE_TIMEOUT);
    }

    /// A version of the protocol: RFC 5246 and RFC 8446. What is older is forbidden by RFC 8996.
    public enum Version {
        TLS_1_2,
        TLS_1_3
    }

    /// Whether clients show certificates.
    public enum Demand {
        /// They are not asked.
        NONE,
        /// They are asked, and may show none; one that does not verify ends the handshake.
        WANTED,
        /// A handshake without one that verifies fails.
        REQUIRED
    }

    /// Certificates of clients.
    ///
    /// @param demand whether they are asked for. `client-certificates.demand`, default none
    /// @param caFile PEM file with the authorities whose certificates verify. `client-certificates.ca-file`;
    ///               needed unless the demand is none
    public record Clients(Demand demand, Optional<String> caFile) {
        public static final Clients NOT_ASKED = new Clients(Demand.NONE, Optional.empty());

        public Clients {
            if (demand != Demand.NONE && caFile.isEmpty())
                throw new IllegalArgumentException("ca-file is missing; client certificates are verified against it");
        }
    }

    /// Resumption of earlier sessions, which spares both sides most of a handshake. Clients keep theirs as
    /// tickets that only this process can read, under keys that are exchanged at least as often as a session
    /// can get old.
    ///
    /// @param cached  how many are kept here for clients without tickets, for each certificate; 0 keeps none.
    ///                `sessions.cached`, default 20000
    /// @param timeout how long one can be resumed; whole seconds, 1 s to 24 h. `sessions.timeout`, default 1
    ///                h
    public record Sessions(int cached, Duration timeout) {
        public static final Sessions DEFAULT = new Sessions(20_000, Duration.ofHours(1));
        public static final int MOST_CACHED = 1_000_000;

        public Sessions {
            if (cached < 0 || cached > MOST_CACHED)
                throw new IllegalArgumentException("cached must be 0 to " + MOST_CACHED + ", not " + cached);
            if (timeout.toSeconds() < 1 || timeout.compareTo(Duration.ofDays(1)) > 0)
                throw new IllegalArgumentException("timeout must be 1 s to 24 h, not " + timeout);
        }
    }
}
