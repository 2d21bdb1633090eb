package tandem.tls;

import java.util.EnumSet;
import java.util.List;
import tandem.Pure;

/// A cipher suite of TLS 1.2 that may be used, by its name in IANA's registry. All of them have forward
/// secrecy.
///
/// The suites of TLS 1.3 are not chosen: all three that RFC 8446 §9.1 names are on.
@Pure
public enum Cipher {
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    /// For clients from before 2014 only: its MAC-then-encrypt has been attacked by timing, and HTTP/2
    /// forbids it.
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
    /// For clients from before 2014 only: its MAC-then-encrypt has been attacked by timing, and HTTP/2
    /// forbids it.
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA;

    /// Every suite with authenticated encryption: what Mozilla's "intermediate" configuration has, but for
    /// DHE.
    public static final List<Cipher> DEFAULT = List.copyOf(
            EnumSet.range(TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256));

    /// The suites of TLS 1.3, in the order of preference.
    static final List<String> OF_TLS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");
}
