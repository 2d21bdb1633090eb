package tandem.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One address that is listened on, as one event loop sees it: the connections that came by it.
final class Entrance {
    private final Loop loop;
    private final TrustedProxies trusted;
    private final Set<ClientConnection> open = new LinkedHashSet<>();
    private final Promise<Void> empty = Promise.promise();
    private boolean draining;

    Entrance(Loop loop, TrustedProxies trusted) {
        this.loop = loop;
        this.trusted = trusted;
    }

    Loop loop() {
        return loop;
    }

    /// Who connects from there.
    ForwardedHeaders.Peer peer(InetSocketAddress remote, String scheme) {
        return new ForwardedHeaders.Peer(literal(remote), trusted.trusts(remote.getAddress()), scheme);
    }

    /// An address without a port; an IPv4 address on an IPv6 socket as what it is, and without a scope.
    static String literal(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }

    void connected(ClientConnection connection) {
        open.add(connection);
        // It was on its way when the address was given up.
        if (draining) connection.close();
    }

    void disconnected(ClientConnection connection) {
        open.remove(connection);
        if (draining && open.isEmpty()) empty.tryComplete();
    }

    /// The connections; a copy, since ending one changes them.
    List<ClientConnection> connections() {
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
        for (ClientConnection connection : connections()) connection.closeIfIdle();
        if (open.isEmpty()) empty.tryComplete();
        return empty.future();
    }

    /// Ends all that are left.
    void abort() {
        for (ClientConnection connection : connections()) connection.close();
    }
}
