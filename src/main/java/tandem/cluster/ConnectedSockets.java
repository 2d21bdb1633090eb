package tandem.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connected UDP socket to each of several nodes, none of which blocks. A connected one hears when the other host
/// has nobody at that port. On one thread.
final class ConnectedSockets implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ConnectedSockets.class);

    private final InetAddress bind;
    private final Opened opened;
    private final Map<String, Target> targets = new HashMap<>();

    private record Target(InetSocketAddress address, DatagramChannel channel) {}

    /// What is done with each new socket; if it fails, the socket is closed and opened anew at the next update.
    interface Opened {
        void with(String node, DatagramChannel channel) throws IOException;
    }

    /// @param bind the address from which to send
    ConnectedSockets(InetAddress bind, Opened opened) {
        this.bind = bind;
        this.opened = opened;
    }

    /// To whom there are sockets from now on. Those whose address is the same are kept.
    void update(Map<String, InetSocketAddress> addresses) {
        targets.entrySet().removeIf(entry -> {
            boolean gone = !entry.getValue().address().equals(addresses.get(entry.getKey()));
            if (gone) close(entry.getValue().channel());
            return gone;
        });
        addresses.forEach((node, address) -> {
            if (targets.containsKey(node)) return;
            DatagramChannel channel = connect(node, address);
            if (channel != null) targets.put(node, new Target(address, channel));
        });
    }

    @Nullable
    DatagramChannel to(String node) {
        Target target = targets.get(node);
        return target == null ? null : target.channel();
    }

    void forEach(BiConsumer<String, DatagramChannel> action) {
        targets.forEach((node, target) -> action.accept(node, target.channel()));
    }

    private @Nullable DatagramChannel connect(String node, InetSocketAddress address) {
        try {
            DatagramChannel channel = DatagramChannel.open();
            try {
                channel.configureBlocking(false);
                channel.bind(new InetSocketAddress(bind, 0));
                channel.connect(address);
                opened.with(node, channel);
                return channel;
            } catch (IOException e) {
                close(channel);
                throw e;
            }
        } catch (IOException e) {
            log.debug("no socket to {} at {} yet: {}", node, address, e.toString());
            return null;
        }
    }

    @Override
    public void close() {
        targets.values().forEach(target -> close(target.channel()));
    }

    static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("closing: {}", e.toString());
        }
    }
}
