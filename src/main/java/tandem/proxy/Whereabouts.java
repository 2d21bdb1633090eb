package tandem.proxy;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/// Where one event loop's connections to one backend may stay: at the addresses that its name has. Of a
/// backend that has moved, the connections to where it was are let go of when nothing is asked on them;
/// others would be used for as long as requests come.
final class Whereabouts {
    private final Supplier<List<InetAddress>> name;
    private List<InetAddress> addresses = List.of();
    private int version;

    /// @param name the addresses that it has as far as is known; none for a backend without a name
    Whereabouts(Supplier<List<InetAddress>> name) {
        this.name = name;
    }

    /// Looks whether the name has other addresses now.
    boolean haveChanged() {
        List<InetAddress> now = name.get();
        if (now.isEmpty() || now.equals(addresses)) return false;
        addresses = now;
        version++;
        return true;
    }

    /// Whether a connection may be kept; looked at once after a change.
    boolean keeps(KeptConnection connection) {
        if (connection.addressesSeen() == version) return true;
        connection.addressesSeen(version);
        return has(connection.channel());
    }

    /// Whether it goes to one of the addresses; true while none is known.
    boolean has(Channel channel) {
        return addresses.isEmpty()
                || !(channel.remoteAddress() instanceof InetSocketAddress to)
                || addresses.contains(to.getAddress());
    }
}
