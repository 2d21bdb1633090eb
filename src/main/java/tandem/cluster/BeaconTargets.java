package tandem.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tandem.cluster.ClusterSettings.Peer;

/// Where this node's beacons go: to every configured node whose address is a literal, and to everybody who has a
/// seat or had one until a minute ago. Names are not resolved here: Hazelcast does that, and gives a seat an
/// address. Holds state, for one thread.
final class BeaconTargets {
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private record Seen(InetSocketAddress address, Duration at) {}

    private final String self;
    private final Map<String, InetSocketAddress> configured = new HashMap<>();
    private final Map<String, Seen> seated = new HashMap<>();

    BeaconTargets(String self, Collection<Peer> others) {
        this.self = self;
        others.forEach(peer -> literal(peer.address()).ifPresent(address -> configured.put(peer.name(), address)));
    }

    /// The targets by name, now that these have a seat.
    Map<String, InetSocketAddress> update(List<Roster.Seat> seats, Duration now) {
        seated.values().removeIf(seen -> now.minus(seen.at()).compareTo(REMEMBERED) > 0);
        for (Roster.Seat seat : seats)
            if (!seat.name().equals(self))
                literal(seat.address()).ifPresent(address -> seated.put(seat.name(), new Seen(address, now)));
        Map<String, InetSocketAddress> targets = new HashMap<>();
        configured.forEach((name, address) -> {
            // One that is known by its address alone has got a name by now.
            boolean renamed =
                    seated.values().stream().anyMatch(seen -> seen.address().equals(address));
            if (!renamed) targets.put(name, address);
        });
        seated.forEach((name, seen) -> targets.put(name, seen.address()));
        return targets;
    }

    private static Optional<InetSocketAddress> literal(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        try {
            String host = hostAndPort.substring(0, colon);
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            InetAddress address = InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host);
            return Optional.of(new InetSocketAddress(address, Integer.parseInt(hostAndPort.substring(colon + 1))));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
