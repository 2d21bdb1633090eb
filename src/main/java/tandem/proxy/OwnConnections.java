package tandem.proxy;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Tells the node's requests to itself from those of clients, by the connection that they come on: no client
/// can have the same one, whatever its request says.
///
/// There is one such connection at a time.
public final class OwnConnections {
    private volatile @Nullable Expected expected;

    /// A connection of the node to itself, from before its first request to its end.
    public final class Expected implements AutoCloseable {
        private final String host;
        private final int port;
        private volatile boolean taken;

        private Expected(InetSocketAddress local) {
            this.host = local.getAddress().getHostAddress();
            this.port = local.getPort();
        }

        /// Whether an event loop has taken a request in that came on it.
        public boolean taken() {
            return taken;
        }

        @Override
        public void close() {
            if (expected == this) expected = null;
        }
    }

    /// Announces a connection before the first request is sent on it.
    ///
    /// @param local its end on the node's own side
    public Expected expect(InetSocketAddress local) {
        var announced = new Expected(local);
        expected = announced;
        return announced;
    }

    /// Whether a connection whose first request has come is the node's own.
    boolean take(InetSocketAddress peer) {
        Expected own = expected;
        if (own == null || own.port != peer.getPort()) return false;
        if (!own.host.equals(peer.getAddress().getHostAddress())) return false;
        own.taken = true;
        return true;
    }
}
