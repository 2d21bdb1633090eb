package tandem.proxy;

import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.util.AsciiString;
import io.netty.util.AttributeKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tandem.http.HeadWriter;
import tandem.route.ProxyAnnouncement;
import tandem.tls.ServerTls;
import tandem.tls.TlsSession;

/// One address that is listened on, as one event loop sees it: the connections that came by it.
final class Entrance {
    static final String HSTS = "Strict-Transport-Security";
    private static final AttributeKey<TlsSession> SESSION = AttributeKey.valueOf("tandem.tls.session");

    /// Whom a load balancer in front has named as the client of a connection.
    static final AttributeKey<InetSocketAddress> CLIENT = AttributeKey.valueOf("tandem.client");

    private final Loop loop;
    private TrustedProxies trusted;
    private final Set<OpenConnection> open = new LinkedHashSet<>();
    private final Set<OpenConnection> own = new LinkedHashSet<>();
    private final Promise<Void> empty = Promise.promise();
    /// Connections of clients, for others than the event loop.
    private volatile int clients;

    private ListenerSettings settings;
    private @Nullable ServerTls tls;
    private byte[] ownLines = {};
    private Map<AsciiString, String> ownFields = Map.of();
    private boolean draining;

    Entrance(Loop loop, TrustedProxies trusted, ListenerSettings settings, @Nullable ServerTls tls) {
        this.loop = loop;
        this.trusted = trusted;
        this.settings = settings;
        alter(settings, tls);
    }

    /// Serves new connections in this way.
    void alter(ListenerSettings other, @Nullable ServerTls safe) {
        settings = other;
        tls = safe;
        ownLines = other.hsts()
                .map(hsts -> HeadWriter.octets(HSTS + ": " + hsts.value() + "\r\n"))
                .orElse(new byte[0]);
        ownFields = other.hsts()
                .map(hsts -> Map.of(AsciiString.cached("strict-transport-security"), hsts.value()))
                .orElse(Map.of());
    }

    /// Believes these about who their clients are, for new connections.
    void trust(TrustedProxies others) {
        trusted = others;
    }

    /// Fills the pipeline of a connection that was accepted.
    void prepare(Channel accepted) {
        Edge edge = loop.edge();
        if (edge != null && edge.expectsProxyHeader((InetSocketAddress) accepted.remoteAddress()))
            accepted.pipeline().addLast(new ProxyHeaderHandler());
        ClientHandler http1 = new ClientHandler(this);
        if (tls != null) tls.install(accepted.pipeline(), session -> chosen(accepted, http1, session));
        else if (settings.http2()) accepted.pipeline().addLast(new PrefaceDetector(this, http1));
        accepted.pipeline().addLast(http1);
    }

    /// A handshake is over: HTTP/1 is what is there already.
    private void chosen(Channel accepted, ClientHandler http1, TlsSession session) {
        accepted.attr(SESSION).set(session);
        if (session.protocol().filter(ApplicationProtocolNames.HTTP_2::equals).isPresent())
            Http2Connection.replace(this, accepted, http1);
    }

    ListenerSettings settings() {
        return settings;
    }

    /// The same as fields of HTTP/2.
    Map<AsciiString, String> ownFields() {
        return ownFields;
    }

    /// Fields of the listener's own for each answer, whole lines.
    byte[] own() {
        return ownLines;
    }

    Loop loop() {
        return loop;
    }

    /// What backends are told of who is at the other end of a connection.
    ///
    /// @param came as the listener was when the connection came
    ForwardedHeaders forwarded(Channel channel, ListenerSettings came) {
        TlsSession session = channel.attr(SESSION).get();
        Optional<byte[]> certificate =
                session == null ? Optional.empty() : session.certificate().map(Entrance::encoded);
        InetSocketAddress named = channel.attr(CLIENT).get();
        InetSocketAddress from = named == null ? (InetSocketAddress) channel.remoteAddress() : named;
        InetSocketAddress to = (InetSocketAddress) channel.localAddress();
        boolean trust = trusted.trusts(from.getAddress());
        return new ForwardedHeaders(
                new ForwardedHeaders.Peer(literal(from), trust, came.scheme(), end(from), end(to)), certificate);
    }

    private static ProxyAnnouncement.@Nullable End end(@Nullable InetSocketAddress socket) {
        return socket == null ? null : new ProxyAnnouncement.End(socket.getAddress(), socket.getPort());
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was decoded cannot be encoded", e);
        }
    }

    /// An address without a port; an IPv4 address on an IPv6 socket as what it is, and without a scope.
    static String literal(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    void connected(OpenConnection connection) {
        open.add(connection);
        clients = open.size() - own.size();
        // It was on its way when the address was given up.
        if (draining) connection.close();
    }

    void disconnected(OpenConnection connection) {
        open.remove(connection);
        own.remove(connection);
        clients = open.size() - own.size();
        if (draining && open.isEmpty()) empty.tryComplete();
    }

    /// A connection is one of the node to itself.
    void disregard(OpenConnection connection) {
        own.add(connection);
        clients = open.size() - own.size();
    }

    /// How many connections of clients are open. By any thread.
    int clients() {
        return clients;
    }

    /// The connections; a copy, since ending one changes them.
    List<OpenConnection> connections() {
        return List.copyOf(open);
    }

    /// Whether connections are to end as soon as they are idle.
    boolean draining() {
        return draining;
    }

    /// No connection comes any more, and those that are idle end.
    ///
    /// @return when the last one has ended
    Future<Void> drain() {
        draining = true;
        for (OpenConnection connection : connections()) connection.closeIfIdle();
        if (open.isEmpty()) empty.tryComplete();
        return empty.future();
    }

    /// Ends all that are left.
    void abort() {
        for (OpenConnection connection : connections()) connection.close();
    }
}
