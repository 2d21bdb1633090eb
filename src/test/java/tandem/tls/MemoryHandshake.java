package tandem.tls;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// A client and a listener's TLS that shake hands without a network, in the thread of the test. What the
/// client sends then comes back to it.
final class MemoryHandshake {
    private final EmbeddedChannel server = new EmbeddedChannel();
    private final EmbeddedChannel client;
    private final SslHandler clientTls;
    private final long begun = System.currentTimeMillis();
    private @Nullable TlsSession session;

    /// How a client shakes hands, with the JDK's engine.
    ///
    /// @param server   what it calls the server; none to say nothing
    /// @param shows    its certificate
    /// @param kept     the context whose sessions it resumes
    record Client(
            X509Bundle authority,
            Optional<String> server,
            List<String> versions,
            List<String> protocols,
            Optional<X509Bundle> shows,
            Optional<SslContext> kept) {

        static Client trusting(X509Bundle authority) {
            return new Client(
                    authority,
                    Optional.empty(),
                    List.of("TLSv1.2", "TLSv1.3"),
                    List.of(),
                    Optional.empty(),
                    Optional.empty());
        }

        Client naming(String name) {
            return new Client(authority, Optional.of(name), versions, protocols, shows, kept);
        }

        Client speaking(String version) {
            return new Client(authority, server, List.of(version), protocols, shows, kept);
        }

        Client offering(String... names) {
            return new Client(authority, server, versions, List.of(names), shows, kept);
        }

        Client showing(X509Bundle certificate) {
            return new Client(authority, server, versions, protocols, Optional.of(certificate), kept);
        }

        /// It resumes sessions of earlier handshakes.
        Client remembering() throws SSLException {
            return new Client(authority, server, versions, protocols, shows, Optional.of(context()));
        }

        private SslContext context() throws SSLException {
            var builder = SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .endpointIdentificationAlgorithm(null)
                    .trustManager(authority.getCertificate())
                    .protocols(versions);
            if (!protocols.isEmpty())
                builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                        ApplicationProtocolConfig.Protocol.ALPN,
                        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                        protocols));
            shows.ifPresent(own -> builder.keyManager(own.getKeyPair().getPrivate(), own.getCertificatePath()));
            return builder.build();
        }

        private SslHandler handler(EmbeddedChannel channel) throws SSLException {
            var context = kept.isPresent() ? kept.get() : context();
            return server.map(name -> context.newHandler(channel.alloc(), name, 443))
                    .orElseGet(() -> context.newHandler(channel.alloc()));
        }
    }

    private MemoryHandshake(ServerTls tls, Client settings, InstantSource now) {
        tls.install(
                server.pipeline(),
                agreed -> {
                    session = agreed;
                    server.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelRead(ChannelHandlerContext ctx, Object message) {
                            var _ = ctx.writeAndFlush(message);
                        }
                    });
                },
                now);
        try {
            client = new EmbeddedChannel();
            clientTls = settings.handler(client);
            client.pipeline().addLast(clientTls, new ChannelInboundHandlerAdapter() {
                @Override
                public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                    var _ = ctx.close();
                }
            });
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A handshake to its end, good or bad.
    static MemoryHandshake with(ServerTls tls, Client client) {
        var handshake = begin(tls, client);
        handshake.finish();
        return handshake;
    }

    static MemoryHandshake begin(ServerTls tls, Client client) {
        return new MemoryHandshake(tls, client, InstantSource.system());
    }

    /// What the server staples at a time (RFC 6066 §8): OCSP responses, of which there is one at most.
    static List<byte[]> stapled(ServerTls tls, Client client, Instant now) {
        var handshake = new MemoryHandshake(tls, client, InstantSource.fixed(now));
        handshake.finish();
        return ((ExtendedSSLSession) handshake.clientTls.engine().getSession()).getStatusResponses();
    }

    /// What the server has to say to bytes that are not TLS.
    static String answerTo(ServerTls tls, String bytes) {
        var server = new EmbeddedChannel();
        tls.install(server.pipeline(), agreed -> {
            throw new AssertionError("no handshake was made");
        });
        server.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII));
        if (server.isOpen()) throw new AssertionError("the connection is still open");
        var answer = new StringBuilder();
        for (ByteBuf part = server.readOutbound(); part != null; part = server.readOutbound()) {
            answer.append(part.toString(StandardCharsets.ISO_8859_1));
            part.release();
        }
        return answer.toString();
    }

    /// Carries what waits on either side to the other, once.
    boolean exchangeOnce() {
        return wire().exchangeOnce();
    }

    void finish() {
        wire().finish();
    }

    private MemoryWire wire() {
        return new MemoryWire(client, server);
    }

    /// What the server has agreed to; nothing when it has not.
    Optional<TlsSession> session() {
        return server.isOpen() ? Optional.ofNullable(session) : Optional.empty();
    }

    /// The certificate that the server has shown.
    Optional<X509Certificate> shown() {
        try {
            return Optional.of((X509Certificate) clientTls.engine().getSession().getPeerCertificates()[0]);
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    /// Whether an earlier session was resumed: it is older than this handshake. Something is sent first,
    /// since BoringSSL holds its tickets of TLS 1.3 back until there is.
    boolean resumed() {
        if (session().isEmpty()) throw new IllegalStateException("the handshake has failed");
        echo("hello");
        return clientTls.engine().getSession().getCreationTime() < begun;
    }

    /// Sends a text and reads what comes back.
    String echo(String text) {
        client.writeOutbound(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
        finish();
        ByteBuf answer = client.readInbound();
        if (answer == null) throw new IllegalStateException("nothing came back");
        try {
            return answer.toString(StandardCharsets.UTF_8);
        } finally {
            answer.release();
        }
    }
}
