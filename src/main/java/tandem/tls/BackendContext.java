package tandem.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;

/// Makes the library's context for the connections to backends. It lives in native memory, so it has to be released.
final class BackendContext {
    /// Sessions that can be resumed, of all backends of a pool together.
    private static final int SESSIONS = 1000;

    private static final int SESSION_SECONDS = 3600;

    private BackendContext() {}

    /// @param protocol what is asked for by ALPN
    /// @throws SSLException when the library refuses what the loader took for right
    static SslContext of(BackendTlsSettings settings, String protocol, Loaded.Material material, TlsEngine engine)
            throws SSLException {
        var builder = SslContextBuilder.forClient()
                .sslProvider(engine.provider())
                .protocols(ServerContexts.protocols(settings.minimumVersion()))
                .applicationProtocolConfig(new ApplicationProtocolConfig(
                        Protocol.ALPN,
                        SelectorFailureBehavior.NO_ADVERTISE,
                        SelectedListenerFailureBehavior.ACCEPT,
                        protocol))
                .sessionCacheSize(SESSIONS)
                .sessionTimeout(SESSION_SECONDS)
                .endpointIdentificationAlgorithm(settings.verify() ? "HTTPS" : "");
        if (!settings.verify()) builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
        else if (!material.authorities().isEmpty()) builder.trustManager(material.authorities());
        for (var credential : material.credentials()) builder.keyManager(credential.key(), credential.chain());
        var context = builder.build();
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) sessions.setSessionCacheEnabled(true);
        return context;
    }
}
