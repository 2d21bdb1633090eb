package tandem.cluster;

import java.time.Duration;
import java.util.List;

/// The cluster that the nodes form, as one node sees it.
///
/// @param name      the cluster's name; nodes of another name are ignored. `cluster.name`, default `tandem`
/// @param self      the name of this node
/// @param bind      the address and port that this node's member listens on; never a wildcard, never a VIP
/// @param priority  of this node, 0 to 255. `priority` of the node's entry, default 100
/// @param discovery how the others are found
/// @param policy    sticky or preempting
/// @param timing    how long to wait for whom
public record ClusterSettings(
        String name, String self, Bind bind, int priority, Discovery discovery, ElectionPolicy policy, Timing timing) {

    /// Where this node's member listens.
    ///
    /// @param host an address of this host
    /// @param port 1 to 65535. Default 5701
    public record Bind(String host, int port) {}

    /// How the other members are found.
    public sealed interface Discovery {
        /// The configured nodes, this one included.
        record Nodes(List<Peer> peers) implements Discovery {
            public Nodes {
                peers = List.copyOf(peers);
            }
        }

        /// All addresses that a DNS name resolves to, as a headless Service of Kubernetes answers.
        ///
        /// @param service the name to resolve
        /// @param port    of every member found there
        record Dns(String service, int port) implements Discovery {}
    }

    /// Another node, or this one.
    ///
    /// @param name    the node's name
    /// @param address `host:port` of its member
    public record Peer(String name, String address) {}

    /// How long to wait for whom.
    ///
    /// @param startWait         how long a starting node waits to hear from the others before it claims a VIP that
    ///                          nobody owns. `cluster.start-wait`, default 3 s
    /// @param heartbeatInterval how often members tell each other that they live; whole seconds.
    ///                          `cluster.heartbeat-interval`, default 1 s
    /// @param heartbeatTimeout  silence after which a member is removed; whole seconds, more than the interval.
    ///                          `cluster.heartbeat-timeout`, default 2 s. A killed process is noticed
    ///                          sooner, by its
    ///                          closed connection.
    public record Timing(Duration startWait, Duration heartbeatInterval, Duration heartbeatTimeout) {}
}
