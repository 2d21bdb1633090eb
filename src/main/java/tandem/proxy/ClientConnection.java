package tandem.proxy;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// One connection of a client.
///
/// There is one exchange on it at a time: the server below holds back what is pipelined behind it.
final class ClientConnection {
    private static final int NEVER = -1;

    private final Loop loop;
    private final HttpConnection connection;
    private final Acceptor acceptor;
    private final ForwardedHeaders.Peer peer;
    private final LingeringClose lingering;

    private Traffic traffic;
    private @Nullable Exchange exchange;
    private @Nullable String local;
    private int asked;
    private int askedAtLook = NEVER;
    private boolean closing;
    private long lastMoved;

    /// What accepted it.
    interface Acceptor {
        /// Whether connections that it accepted are to end as soon as they are idle.
        boolean draining();
    }

    ClientConnection(Loop loop, HttpConnection connection, Acceptor acceptor, TrustedProxies trusted) {
        this.loop = loop;
        this.traffic = loop.traffic();
        this.connection = connection;
        this.acceptor = acceptor;
        this.peer = peer(connection.remoteAddress().hostAddress(), trusted);
        this.lingering = Sockets.lingering(connection);
        this.lastMoved = loop.now();
    }

    private static ForwardedHeaders.Peer peer(String literal, TrustedProxies trusted) {
        int scope = literal.indexOf('%');
        // Through InetAddress, so that an IPv4 address on an IPv6 socket is written as what it is.
        InetAddress address = InetAddress.ofLiteral(scope < 0 ? literal : literal.substring(0, scope));
        return new ForwardedHeaders.Peer(address.getHostAddress(), trusted.trusts(address), "http");
    }

    HttpConnection connection() {
        return connection;
    }

    ForwardedHeaders.Peer peer() {
        return peer;
    }

    /// Whether the answer under way, or the next one, is the last on this connection.
    boolean closing() {
        return closing || acceptor.draining() || loop.draining() || (loop.sendsOff() && loop.sendsOff(local()));
    }

    void accept(HttpServerRequest request) {
        // Pipelined behind a last answer: the client has been told that it is not answered.
        if (closing) return;
        if (asked == 0) recognize();
        asked++;
        moved();
        RequestScreen.Screened screened =
                RequestScreen.screen(request.method(), request.version(), request.uri(), request.headers());
        switch (screened) {
            case RequestScreen.Screened.Refused(Refusal refusal) -> {
                refuse(request, refusal);
                connection.close();
            }
            case RequestScreen.Screened.Clean(String target, String host, Framing framing) ->
                Exchange.begin(
                        loop,
                        this,
                        request,
                        new RequestHead(request.method(), target, host, framing, request.headers()));
        }
    }

    /// The first request tells whether the node itself is at the other end: by then it has said so.
    private void recognize() {
        if (!traffic.own().take(connection.remoteAddress())) return;
        traffic.disconnected();
        traffic = Traffic.UNCOUNTED;
        traffic.connected();
    }

    /// Where this connection and what comes on it are counted.
    Traffic traffic() {
        return traffic;
    }

    /// Answers a request that could not be decoded. The server below ends the connection by itself.
    void acceptInvalid(HttpServerRequest request) {
        if (!closing)
            refuse(
                    request,
                    FailureClassifier.undecodable(request.decoderResult().cause()));
    }

    private void refuse(HttpServerRequest request, Refusal refusal) {
        traffic.requestRefused();
        closing = true;
        lingering.arm();
        new Answer(loop, request.response(), request.version(), this::closing).reject(Rejection.of(refusal));
    }

    void begun(Exchange begun) {
        exchange = begun;
    }

    /// The exchange's answer is written.
    ///
    /// @param close  whether the answer said that the connection ends with it
    /// @param unread whether the client is still sending the request
    void ended(boolean close, boolean unread) {
        exchange = null;
        moved();
        // An answer that began before the clients were sent off has not said so: the next one does, or the quiet ends
        // it.
        if (!close && !closing && !acceptor.draining()) return;
        closing = true;
        if (unread) lingering.arm();
        connection.close();
    }

    void closed() {
        if (exchange != null) exchange.clientGone();
        exchange = null;
    }

    /// The address of this node that the client has connected to.
    String local() {
        String known = local;
        if (known == null) {
            // Through InetAddress, as the peer's.
            known = InetAddress.ofLiteral(connection.localAddress().hostAddress())
                    .getHostAddress();
            local = known;
        }
        return known;
    }

    /// Ends it if it asks nothing from one look to the next. A client that asks often is spared: its next request is on
    /// the way perhaps, and is answered as the last one.
    void closeIfQuiet() {
        if (exchange == null && asked == askedAtLook) connection.close();
        askedAtLook = exchange == null ? asked : NEVER;
    }

    /// Ends it at once if this acceptor accepted it.
    void abortIfOf(Acceptor one) {
        if (!acceptor.equals(one)) return;
        lingering.disarm();
        Sockets.abort(connection);
    }

    /// The client has sent or taken something.
    void moved() {
        lastMoved = loop.now();
    }

    void checkTimeouts() {
        boolean idle = loop.isPast(lastMoved, loop.settings().timeouts().idle());
        if (exchange == null ? idle : exchange.checkTimeouts(idle)) Sockets.abort(connection);
    }
}
