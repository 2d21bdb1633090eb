package tandem.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import tandem.tls.TlsSettings.Demand;
import tandem.tls.TlsSettings.Version;

/// The library's contexts for the certificates of one listener. They live in native memory, so they have to
/// be released.
final class ServerContexts {
    private static final AttributeKey<Staple> STAPLE = AttributeKey.valueOf("tandem.tls.staple");

    private final CertificateNames names;
    private final List<SslContext> contexts;

    private ServerContexts(CertificateNames names, List<SslContext> contexts) {
        this.names = names;
        this.contexts = List.copyOf(contexts);
    }

    /// @param http2 whether HTTP/2 is offered, and preferred
    /// @throws SSLException when the library refuses what the loader took for right
    static ServerContexts of(TlsSettings settings, boolean http2, Loaded.Material material, TlsEngine engine)
            throws SSLException {
        var contexts = new ArrayList<SslContext>();
        try {
            for (var credential : material.credentials()) {
                var builder = SslContextBuilder.forServer(credential.key(), credential.chain())
                        .sslProvider(engine.provider())
                        .protocols(protocols(settings.minimumVersion()))
                        .ciphers(ciphers(settings))
                        .applicationProtocolConfig(alpn(http2))
                        .clientAuth(clientAuth(settings.clients().demand()))
                        // Zero would be the library's default.
                        .sessionCacheSize(Math.max(1, settings.sessions().cached()))
                        .sessionTimeout(settings.sessions().timeout().toSeconds());
                if (!material.authorities().isEmpty()) builder.trustManager(material.authorities());
                boolean staples = engine.staples() && credential.staple().isPresent();
                if (staples) builder.enableOcsp(true);
                var context = builder.build();
                contexts.add(context);
                if (staples)
                    context.attributes().attr(STAPLE).set(credential.staple().get());
            }
        } catch (SSLException | RuntimeException refused) {
            contexts.forEach(ReferenceCountUtil::release);
            throw refused;
        }
        var made = new ServerContexts(
                new CertificateNames(
                        material.credentials().stream().map(Credential::names).toList()),
                contexts);
        made.cacheSessions(settings.sessions().cached() > 0);
        return made;
    }

    /// The context for a client, which has to be released after use.
    ///
    /// @throws io.netty.util.IllegalReferenceCountException when these contexts have been given up in the
    /// meantime
    SslContext lease(Optional<String> server) {
        return ReferenceCountUtil.retain(contexts.get(names.certificateFor(server)));
    }

    /// What a client that asks for it is told of the certificate; empty where there is nothing good to
    /// tell.
    static Optional<Staple> staple(SslContext context, Instant now) {
        return Optional.ofNullable(context.attributes().attr(STAPLE).get()).filter(staple -> staple.isGood(now));
    }

    /// Seals and opens tickets with these keys from now on. The JDK's engine has its own.
    void tickets(TicketKeys keys) {
        for (var context : contexts)
            if (context.sessionContext() instanceof OpenSslSessionContext sessions) sessions.setTicketKeys(keys.all());
    }

    private void cacheSessions(boolean cached) {
        for (var context : contexts)
            if (context.sessionContext() instanceof OpenSslSessionContext sessions)
                sessions.setSessionCacheEnabled(cached);
    }

    /// Gives them up. Connections that were made with them have their own hold and go on.
    void release() {
        contexts.forEach(ReferenceCountUtil::release);
    }

    static List<String> protocols(Version minimum) {
        return switch (minimum) {
            case TLS_1_2 -> List.of("TLSv1.3", "TLSv1.2");
            case TLS_1_3 -> List.of("TLSv1.3");
        };
    }

    private static List<String> ciphers(TlsSettings settings) {
        return Stream.concat(
                        Cipher.OF_TLS_1_3.stream(), settings.ciphers().stream().map(Enum::name))
                .toList();
    }

    private static ApplicationProtocolConfig alpn(boolean http2) {
        return new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                http2
                        ? List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)
                        : List.of(ApplicationProtocolNames.HTTP_1_1));
    }

    private static ClientAuth clientAuth(Demand demand) {
        return switch (demand) {
            case NONE -> ClientAuth.NONE;
            case WANTED -> ClientAuth.OPTIONAL;
            case REQUIRED -> ClientAuth.REQUIRE;
        };
    }
}
