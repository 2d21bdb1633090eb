package tandem.tls;

import java.util.Locale;
import tandem.Pure;

/// Why a handshake with a backend has failed.
///
/// @param text in plain words, to follow "TLS:"; nothing in it was said by the backend
@Pure
public record HandshakeProblem(Reason reason, String text) {
    /// In a word, for figures.
    public enum Reason {
        /// The certificate is of no authority that is believed.
        UNTRUSTED,
        /// The certificate has expired, or is not valid yet.
        EXPIRED,
        /// The certificate is another server's.
        WRONG_NAME,
        /// The backend refuses: it wants a certificate, or another version, for example.
        REFUSED,
        /// What answers does not speak TLS.
        NO_TLS,
        /// It does not agree to the version of HTTP that is asked for.
        NO_ALPN,
        /// It closed the connection.
        CLOSED,
        /// It took too long.
        LATE,
        OTHER;

        /// In kebab-case.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// It does not agree to a version of HTTP.
    static HandshakeProblem noProtocol(String wanted) {
        return new HandshakeProblem(Reason.NO_ALPN, "it does not agree to " + wanted + " by ALPN");
    }
}
