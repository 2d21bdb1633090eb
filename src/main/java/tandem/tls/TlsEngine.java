package tandem.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What does the cryptography: BoringSSL where its native library loads, which takes about a third of the
/// time, and the JDK's engine otherwise.
public enum TlsEngine {
    BORING_SSL("BoringSSL", SslProvider.OPENSSL_REFCNT),
    JDK("the JDK's engine", SslProvider.JDK);

    private static final Logger LOG = LoggerFactory.getLogger(TlsEngine.class);

    private final String title;
    private final SslProvider provider;

    TlsEngine(String title, SslProvider provider) {
        this.title = title;
        this.provider = provider;
    }

    /// That which this system has; the first call says in the log which it is.
    public static TlsEngine ofThisSystem() {
        return Choice.MADE;
    }

    /// Its name, for people.
    public String title() {
        return title;
    }

    /// Whether it can staple OCSP responses that we give it.
    boolean staples() {
        return this == BORING_SSL && OpenSsl.isOcspSupported();
    }

    SslProvider provider() {
        return provider;
    }

    /// Made when TLS is first used: a node without it need not load the library.
    private static final class Choice {
        static final TlsEngine MADE = choose();

        private static TlsEngine choose() {
            if (OpenSsl.isAvailable()) {
                LOG.info("TLS by {}", BORING_SSL.title);
                return BORING_SSL;
            }
            LOG.warn("TLS by {}, which takes longer: {}", JDK.title, String.valueOf(OpenSsl.unavailabilityCause()));
            return JDK;
        }
    }
}
