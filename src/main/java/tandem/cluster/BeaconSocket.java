package tandem.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The UDP sockets of the beacons: one on which they come in, and for each other node a connected one by which
/// they go out. A connected one hears, too, when the other host has no such process (ICMP port unreachable,
/// RFC 1122 §4.1.3.3).
///
/// A thread of its own waits for what comes; [#drain] lets the HA thread take it in before it judges somebody's
/// silence.
final class BeaconSocket implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BeaconSocket.class);
    static final int MAX_PACKET = 60 * 1024;
    private static final int RECEIVE_BUFFER = 256 * 1024;

    /// What comes in. Called by whichever thread drains.
    interface Events {
        /// A datagram.
        void packet(byte[] packet, String from);

        /// The node's host says that nobody listens there.
        void refused(String node);
    }

    private final Events events;
    private final Selector selector;
    private final DatagramChannel incoming;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_PACKET);
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    // Only on the HA thread:
    private final ConnectedSockets targets;

    /// Opens the socket and begins to listen.
    ///
    /// @throws ClusterStartException when the port is taken
    BeaconSocket(InetAddress bind, ClusterSettings settings, Events events) {
        int port = settings.bind().port();
        this.events = events;
        this.targets = new ConnectedSockets(bind, this::hearken);
        try {
            selector = Selector.open();
            incoming = DatagramChannel.open();
            incoming.configureBlocking(false);
            incoming.setOption(java.net.StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            incoming.bind(new InetSocketAddress(bind, port));
            incoming.register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            throw new ClusterStartException(
                    "cannot listen for beacons at UDP port " + port + " of " + bind.getHostAddress() + ": "
                            + e.getMessage(),
                    e);
        }
        Runnable listening = this::listen;
        var _ = Thread.ofPlatform()
                .daemon()
                .name("tandem-beacons")
                .start(settings.beacons().realTime() ? RealTimePriority.during(listening) : listening);
    }

    /// Where the other nodes are, from now on. HA thread.
    void targets(Map<String, InetSocketAddress> addresses) {
        targets.update(addresses);
    }

    /// Sends it to every target; what cannot be sent now is not sent. HA thread.
    void send(byte[] packet) {
        ByteBuffer bytes = ByteBuffer.wrap(packet);
        targets.forEach((node, channel) -> {
            try {
                channel.write(bytes.rewind());
                sent.increment();
            } catch (PortUnreachableException e) {
                events.refused(node);
            } catch (IOException e) {
                // A network that is down says so with each datagram; the other node's silence tells it better.
                log.debug("no beacon to {}: {}", node, e.toString());
            }
        });
    }

    /// Takes in whatever waits. Any thread.
    synchronized void drain() {
        try {
            for (SocketAddress from = receive(); from != null; from = receive()) {
                byte[] packet = new byte[buffer.flip().remaining()];
                buffer.get(packet);
                received.increment();
                events.packet(packet, from.toString());
            }
        } catch (ClosedChannelException e) {
            // The node is leaving.
        } catch (IOException e) {
            log.debug("a beacon was not received: {}", e.toString());
        }
    }

    private @Nullable SocketAddress receive() throws IOException {
        return incoming.receive(buffer.clear());
    }

    long sent() {
        return sent.sum();
    }

    long received() {
        return received.sum();
    }

    @Override
    public void close() {
        ConnectedSockets.close(incoming);
        targets.close();
        try {
            selector.close();
        } catch (IOException e) {
            log.debug("closing: {}", e.toString());
        }
    }

    private void listen() {
        try {
            while (incoming.isOpen()) selector.select(this::ready);
        } catch (ClosedSelectorException e) {
            // The node is leaving.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ready(SelectionKey key) {
        if (key.attachment() instanceof String node) readRefusal(node, (DatagramChannel) key.channel());
        else drain();
    }

    /// Nobody answers on the way out, but for a host that has no such port.
    private void readRefusal(String node, DatagramChannel channel) {
        try {
            ByteBuffer nothing = ByteBuffer.allocate(1);
            while (channel.read(nothing.clear()) > 0) log.debug("{} answered a beacon; dropped", node);
        } catch (PortUnreachableException e) {
            events.refused(node);
        } catch (IOException e) {
            log.debug("from {}: {}", node, e.toString());
        }
    }

    private void hearken(String node, DatagramChannel channel) throws IOException {
        try {
            channel.register(selector, SelectionKey.OP_READ, node);
        } catch (ClosedSelectorException e) {
            throw new IOException(e);
        }
        selector.wakeup();
    }
}
