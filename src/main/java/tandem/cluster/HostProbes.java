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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the hosts of other nodes whether they are there, without their processes: by a datagram to a port
/// at which nobody listens, to which a host answers that it is so (ICMP port unreachable, RFC 1122 §4.1.3.1).
/// All on the HA thread; nothing blocks.
final class HostProbes implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HostProbes.class);
    /// That of tcpmux, which was never used by UDP.
    static final int PORT = 1;

    private final ConnectedSockets targets;
    private final Set<String> open = new HashSet<>();
    private final ByteBuffer nothing = ByteBuffer.allocate(1);

    /// @param bind the address from which to ask
    HostProbes(InetAddress bind) {
        this.targets = new ConnectedSockets(bind, (_, _) -> {});
    }

    /// Where the other nodes are, from now on.
    void targets(Map<String, InetSocketAddress> addresses) {
        Map<String, InetSocketAddress> ports = new HashMap<>();
        addresses.forEach((node, address) -> ports.put(node, new InetSocketAddress(address.getAddress(), PORT)));
        targets.update(ports);
        open.retainAll(ports.keySet());
    }

    /// Asks. A question that cannot be sent is one without an answer.
    void ask(String node) {
        DatagramChannel target = targets.to(node);
        if (target == null) return;
        open.add(node);
        try {
            target.write(ByteBuffer.allocate(1)); // one of nothing at all is not sent
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
        DatagramChannel target = targets.to(node);
        if (target == null) return false;
        try {
            return target.read(nothing.clear()) > 0;
        } catch (PortUnreachableException e) {
            return true;
        } catch (IOException e) {
            log.debug("from the host of {}: {}", node, e.toString());
            return false;
        }
    }

    @Override
    public void close() {
        targets.close();
    }
}
