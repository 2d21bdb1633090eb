package tandem.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The cluster that the nodes form, as one node sees it.
///
/// @param name      the cluster's name; nodes of another name are ignored. `cluster.name`, default
///                  `tandem`
/// @param self      the name of this node
/// @param bind      the address and port that this node's member listens on; never a wildcard, never a
///                  VIP
/// @param priority  of this node, 0 to 255. `priority` of the node's entry, default 100
/// @param discovery how the others are found
/// @param policy    sticky or preempting
/// @param timing    how long to wait for whom
/// @param beacons   how nodes notice that another one has fallen silent
public record ClusterSettings(
        String name,
        String self,
        Bind bind,
        int priority,
        Discovery discovery,
        ElectionPolicy policy,
        Timing timing,
        BeaconSettings beacons) {
    public static final int MAX_PRIORITY = 255;
    private static final int MAX_PORT = 65535;

    public ClusterSettings {
        if (name.isBlank()) throw new IllegalArgumentException("the cluster needs a name");
        if (self.isBlank()) throw new IllegalArgumentException("this node needs a name");
        if (priority < 0 || priority > MAX_PRIORITY)
            throw new IllegalArgumentException("a priority is 0 to " + MAX_PRIORITY + ", not " + priority);
        if (discovery instanceof Discovery.Nodes(var peers)
                && peers.stream().noneMatch(peer -> peer.name().equals(self)))
            throw new IllegalArgumentException("this node, " + self + ", is not among the nodes of the cluster");
    }

    /// Whether this node only votes.
    public boolean witness() {
        return policy.quorum()
                .filter(quorum -> quorum.witnesses().contains(self))
                .isPresent();
    }

    /// Where this node's member listens.
    ///
    /// @param host an address of this host
    /// @param port 1 to 65535. Default 5701
    public record Bind(String host, int port) {
        private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]", "*");

        public Bind {
            if (host.isBlank()) throw new IllegalArgumentException("the member needs an address to listen on");
            if (WILDCARDS.contains(host))
                throw new IllegalArgumentException("the member listens on one address of this host, not on " + host
                        + ": the others connect to it, and a wildcard would include the VIP");
            checkPort(port);
        }

        /// `host:port`, with an IPv6 literal in brackets.
        public String address() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /// How the other members are found.
    public sealed interface Discovery {
        /// The configured nodes, this one included.
        record Nodes(List<Peer> peers) implements Discovery {
            public Nodes {
                peers = List.copyOf(peers);
                if (peers.stream().map(Peer::name).distinct().count() < peers.size())
                    throw new IllegalArgumentException("two nodes of the cluster have the same name");
                if (peers.stream().map(Peer::address).distinct().count() < peers.size())
                    throw new IllegalArgumentException("two nodes of the cluster have the same address");
            }
        }

        /// All addresses that a DNS name resolves to, as a headless Service of Kubernetes answers.
        ///
        /// @param service the name to resolve
        /// @param port    of every member found there
        record Dns(String service, int port) implements Discovery {
            public Dns {
                if (service.isBlank()) throw new IllegalArgumentException("the DNS name of the service is missing");
                checkPort(port);
            }
        }
    }

    /// Another node, or this one.
    ///
    /// @param name    the node's name
    /// @param address `host:port` of its member
    public record Peer(String name, String address) {
        private static final Pattern HOST_AND_PORT =
                Pattern.compile("(\\[[0-9a-fA-F:.%]+\\]|[^:\\s\\[\\]]+):(?<port>\\d{1,5})");

        public Peer {
            if (name.isBlank()) throw new IllegalArgumentException("a node of the cluster needs a name");
            if (!isHostAndPort(address))
                throw new IllegalArgumentException("the address of node " + name + " is host:port, not " + address);
        }

        private static boolean isHostAndPort(String address) {
            Matcher parts = HOST_AND_PORT.matcher(address);
            if (!parts.matches()) return false;
            int port = Integer.parseInt(parts.group("port"));
            return port >= 1 && port <= MAX_PORT;
        }
    }

    /// How long to wait for whom.
    ///
    /// @param startWait         how long a starting node waits to hear from the others before it claims a
    ///                          VIP that nobody owns; it waits as long for a member that joins and says
    ///                          nothing. 0 s to 5 min. `cluster.start-wait`, default 3 s
    /// @param heartbeatInterval how often members tell each other that they live; whole seconds.
    ///                          `cluster.heartbeat-interval`, default 1 s
    /// @param heartbeatTimeout  silence after which a member is removed; whole seconds, more than the
    ///                          interval. `cluster.heartbeat-timeout`, default 2 s. A killed process is
    ///                          noticed sooner, by its closed connection.
    public record Timing(Duration startWait, Duration heartbeatInterval, Duration heartbeatTimeout) {
        public static final Timing DEFAULT =
                new Timing(Duration.ofSeconds(3), Duration.ofSeconds(1), Duration.ofSeconds(2));

        public Timing {
            if (startWait.isNegative() || startWait.compareTo(Duration.ofMinutes(5)) > 0)
                throw new IllegalArgumentException(
                        "the start wait is 0 s to 5 min, not " + startWait.toMillis() + " ms");
            checkWholeSeconds("heartbeat interval", heartbeatInterval);
            checkWholeSeconds("heartbeat timeout", heartbeatTimeout);
            if (heartbeatTimeout.compareTo(heartbeatInterval) <= 0)
                throw new IllegalArgumentException("the heartbeat timeout, " + heartbeatTimeout.toSeconds()
                        + " s, must be longer than the heartbeat interval, " + heartbeatInterval.toSeconds() + " s");
        }

        private static void checkWholeSeconds(String what, Duration value) {
            if (value.toSeconds() < 1 || !value.equals(Duration.ofSeconds(value.toSeconds())))
                throw new IllegalArgumentException(
                        "the " + what + " is a whole number of seconds, at least 1, not " + value.toMillis() + " ms");
        }
    }

    private static void checkPort(int port) {
        if (port < 1 || port > MAX_PORT) throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
}
