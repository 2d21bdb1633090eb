package tandem.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the hosts of other nodes whether they are there, without their processes: by a datagram to a port
/// at which nobody listens, to which a host answers that it is so (ICMP port unreachable, RFC 1122 §4.1.3.1).
/// All on the HA thread; nothing blocks.
final class HostProbes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostProbes.class);
    /// That of tcpmux, which was never used by UDP.
    static final int PORT = 1;

    private final InetAddress bind;
    private final Map<String, Target> targets = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private final ByteBuffer nothing = ByteBuffer.allocate(1);

    private record Target(InetAddress address, DatagramChannel channel) {}

    /// @param bind the address from which to ask
    HostProbes(InetAddress bind) {
        this.bind = bind;
    }

    /// Where the other nodes are, from now on.
    void targets(Map<String, InetSocketAddress> addresses) {
        targets.entrySet().removeIf(entry -> {
            InetSocketAddress now = addresses.get(entry.getKey());
            boolean same =
                    now != null && now.getAddress().equals(entry.getValue().address());
            if (!same) close(entry.getValue().channel());
            return !same;
        });
        addresses.forEach((node, address) -> {
            if (targets.containsKey(node)) return;
            DatagramChannel channel = connect(node, address.getAddress());
            if (channel != null) targets.put(node, new Target(address.getAddress(), channel));
        });
        open.retainAll(targets.keySet());
    }

    /// Asks. A question that cannot be sent is one without an answer.
    void ask(String node) {
        Target target = targets.get(node);
        if (target == null) return;
        open.add(node);
        try {
            target.channel().write(ByteBuffer.allocate(1)); // one of nothing at all is not sent
        } catch (IOException e) {
            log.debug("no question to the host of {}: {}", node, e.toString());
        }
    }

    /// Those whose hosts have answered since the last time.
    List<String> answers() {
        if (open.isEmpty()) return List.of();
        List<String> answered = open.stream().filter(this::answered).toList();
        answered.forEach(open::remove);
        return answered;
    }

    private boolean answered(String node) {
        Target target = targets.get(node);
        if (target == null) return false;
        try {
            return target.channel().read(nothing.clear()) > 0;
        } catch (PortUnreachableException e) {
            return true;
        } catch (IOException e) {
            log.debug("from the host of {}: {}", node, e.toString());
            return false;
        }
    }

    private @Nullable DatagramChannel connect(String node, InetAddress address) {
        try {
            DatagramChannel channel = DatagramChannel.open();
            try {
                channel.configureBlocking(false);
                channel.bind(new InetSocketAddress(bind, 0));
                return channel.connect(new InetSocketAddress(address, PORT));
            } catch (IOException e) {
                close(channel);
                throw e;
            }
        } catch (IOException e) {
            log.debug("no questions to the host of {} at {} yet: {}", node, address, e.toString());
            return null;
        }
    }

    @Override
    public void close() {
        targets.values().forEach(target -> close(target.channel()));
    }

    private static void close(DatagramChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("closing: {}", e.toString());
        }
    }
}
