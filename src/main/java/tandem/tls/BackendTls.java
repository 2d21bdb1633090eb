package tandem.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.time.Instant;
import javax.net.ssl.SSLException;

/// TLS with the backends of one pool: whom it believes can be exchanged at any time.
///
/// May be used from any thread. Sessions are resumed as long as what they were verified by is in force.
public final class BackendTls implements AutoCloseable {
    private final BackendTlsSettings settings;
    private final String protocol;
    private final TlsEngine engine;
    private final HandshakeCounts counts;
    private volatile Used used;
    private final Renewal renewal = new Renewal("the certificate in them has expired");

    /// What new connections are made with.
    private record Used(Loaded.Material material, SslContext context) {}

    private BackendTls(
            BackendTlsSettings settings, String protocol, TlsEngine engine, HandshakeCounts counts, Used used) {
        this.settings = settings;
        this.protocol = protocol;
        this.engine = engine;
        this.counts = counts;
        this.used = used;
    }

    /// Uses what has been loaded.
    ///
    /// @param whose for logs: `pool tomcat`
    /// @param http2 whether HTTP/2 is asked for by ALPN (RFC 7301) and nothing else will do, or HTTP/1.1
    /// @throws SSLException when the library refuses it
    public static BackendTls open(String whose, BackendTlsSettings settings, boolean http2, Loaded.Material material)
            throws SSLException {
        return open(whose, settings, http2, material, TlsEngine.ofThisSystem());
    }

    static BackendTls open(
            String whose, BackendTlsSettings settings, boolean http2, Loaded.Material material, TlsEngine engine)
            throws SSLException {
        var protocol = http2 ? ApplicationProtocolNames.HTTP_2 : ApplicationProtocolNames.HTTP_1_1;
        var context = BackendContext.of(settings, protocol, material, engine);
        return new BackendTls(settings, protocol, engine, new HandshakeCounts(whose), new Used(material, context));
    }

    /// Uses what was read from the same files again, if it is not broken. Connections that are open go on.
    ///
    /// @throws SSLException when the library refuses it; then nothing has changed
    public synchronized Refreshed refresh(Loaded loaded, Instant now) throws SSLException {
        return renewal.refresh(loaded, used.material, now, material -> {
            var before = used;
            used = new Used(material, BackendContext.of(settings, protocol, material, engine));
            ReferenceCountUtil.release(before.context);
        });
    }

    /// What it was opened with.
    public BackendTlsSettings settings() {
        return settings;
    }

    /// Makes a new connection safe, on its event loop, before anything of it is read.
    ///
    /// @param host  of the backend
    /// @param port  of the backend
    /// @param limit for the handshake
    /// @param ready gets the connection, or a [HandshakeException], or that it took too long
    public void secure(Channel channel, String host, int port, Duration limit, Promise<Channel> ready) {
        var name = settings.nameOf(host);
        SslHandler handler;
        try {
            handler = handler(channel, name, port);
        } catch (IllegalReferenceCountException closed) {
            var _ = channel.close();
            ready.setFailure(closed);
            return;
        }
        handler.setHandshakeTimeoutMillis(Math.max(1, limit.toMillis()));
        // As the backend's address is told elsewhere.
        var address = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        // It begins as soon as its handler is there, and may fail within that.
        channel.pipeline()
                .addLast(new BackendHandshake(new BackendHandshake.Told(address, name, protocol), counts, ready));
        channel.pipeline().addFirst(handler);
    }

    private SslHandler handler(Channel channel, String name, int port) {
        while (true) {
            var now = used;
            try {
                var context = ReferenceCountUtil.retain(now.context);
                try {
                    return context.newHandler(channel.alloc(), name, port);
                } finally {
                    ReferenceCountUtil.release(context);
                }
            } catch (IllegalReferenceCountException exchanged) {
                // Given up between these two lines: there is another one by now, unless all is closed.
                if (used.equals(now)) throw exchanged;
            }
        }
    }

    /// How it stands.
    public BackendTlsSnapshot snapshot() {
        return new BackendTlsSnapshot(
                settings.verify(),
                counts.succeeded(),
                counts.failed(),
                counts.problems(),
                renewal.refused(),
                used.material.credentials().stream().map(Credential::snapshot).findFirst());
    }

    /// Ends it: no more connections can be made safe.
    @Override
    public synchronized void close() {
        ReferenceCountUtil.release(used.context);
    }
}
