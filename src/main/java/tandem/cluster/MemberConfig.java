package tandem.cluster;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.spi.MemberAddressProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tandem.cluster.ClusterSettings.Discovery;

/// The embedded Hazelcast member's configuration: small, closed, and quick to notice what happens.
///
/// Every number here was measured; ARCHITECTURE.md says what it buys.
final class MemberConfig {
    static final String NODE_ATTRIBUTE = "tandem.node";
    static final String INCARNATION_ATTRIBUTE = "tandem.incarnation";

    /// A node that accepts connections and answers nothing (it is frozen) holds a start up for this long.
    static final Duration JOIN_LIMIT = Duration.ofSeconds(10);

    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.logging.type", "slf4j"),
            Map.entry("hazelcast.logging.details.enabled", "false"),
            Map.entry("hazelcast.logging.emoji.enabled", "false"),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            // Tandem stops the member itself, in its own order.
            Map.entry("hazelcast.shutdownhook.enabled", "false"),
            Map.entry("hazelcast.graceful.shutdown.max.wait", "3"),
            // One address in and out: neither a wildcard nor a left-over VIP.
            Map.entry("hazelcast.socket.bind.any", "false"),
            Map.entry("hazelcast.socket.server.bind.any", "false"),
            Map.entry("hazelcast.socket.client.bind.any", "false"),
            // Start at once, and find the other half of a split within about a second.
            Map.entry("hazelcast.wait.seconds.before.join", "0"),
            Map.entry("hazelcast.max.wait.seconds.before.join", "0"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "1"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "1"),
            Map.entry("hazelcast.mastership.claim.timeout.seconds", "2"),
            Map.entry("hazelcast.max.join.seconds", Long.toString(JOIN_LIMIT.toSeconds())),
            Map.entry("hazelcast.max.join.merge.target.seconds", "5"),
            // A host that does not answer holds nobody up for long.
            Map.entry("hazelcast.socket.connect.timeout.seconds", "1"),
            Map.entry("hazelcast.connect.all.wait.seconds", "2"),
            Map.entry("hazelcast.event.sync.timeout.millis", "100"),
            // A closed connection and refused reconnects tell of a dead process long before the heartbeat
            // does.
            Map.entry("hazelcast.connection.monitor.interval", "10"),
            Map.entry("hazelcast.connection.monitor.max.faults", "3"),
            // Next to nothing travels here: one thread of each kind, and a token partition table.
            Map.entry("hazelcast.operation.thread.count", "1"),
            Map.entry("hazelcast.operation.generic.thread.count", "1"),
            Map.entry("hazelcast.operation.priority.generic.thread.count", "1"),
            Map.entry("hazelcast.operation.response.thread.count", "1"),
            Map.entry("hazelcast.io.thread.count", "1"),
            Map.entry("hazelcast.event.thread.count", "1"),
            Map.entry("hazelcast.event.queue.capacity", "1000"),
            Map.entry("hazelcast.partition.count", "1"),
            Map.entry("hazelcast.slow.operation.detector.enabled", "false"),
            Map.entry("hazelcast.health.monitoring.level", "OFF"));

    private MemberConfig() {}

    /// The configuration of one life of the node.
    static Config of(ClusterSettings settings, InetAddress bind, long incarnation) {
        Config config = new Config();
        config.setClusterName(settings.name());
        config.setLiteMember(settings.witness());
        PROPERTIES.forEach(config::setProperty);
        config.setProperty(
                "hazelcast.heartbeat.interval.seconds",
                Long.toString(settings.timing().heartbeatInterval().toSeconds()));
        config.setProperty(
                "hazelcast.max.no.heartbeat.seconds",
                Long.toString(settings.timing().heartbeatTimeout().toSeconds()));
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(false);
        config.getSerializationConfig().setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
        config.getMemberAttributeConfig().setAttribute(NODE_ATTRIBUTE, settings.self());
        config.getMemberAttributeConfig().setAttribute(INCARNATION_ATTRIBUTE, Long.toString(incarnation));
        network(config.getAdvancedNetworkConfig(), settings, bind);
        return config;
    }

    /// The same, for a node that shall not wait for anybody. Who is added to its list later is looked
    /// for, and merged with.
    static Config alone(ClusterSettings settings, InetAddress bind, long incarnation) {
        Config config = of(settings, bind, incarnation);
        JoinConfig join = config.getAdvancedNetworkConfig().getJoin();
        join.getKubernetesConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(List.of());
        return config;
    }

    /// Only the member protocol is open: no clients, no REST, no memcache. The address is the configured
    /// one: an address picker might pick a left-over VIP.
    private static void network(AdvancedNetworkConfig network, ClusterSettings settings, InetAddress bind) {
        ServerSocketEndpointConfig endpoint = new ServerSocketEndpointConfig();
        endpoint.setPort(settings.bind().port()).setPortAutoIncrement(false).setReuseAddress(true);
        network.getMemberAddressProviderConfig()
                .setEnabled(true)
                .setImplementation(new OneAddress(
                        new InetSocketAddress(bind, settings.bind().port())));
        network.setEnabled(true).setMemberEndpointConfig(endpoint);
        discovery(network.getJoin(), settings.discovery());
    }

    private static void discovery(JoinConfig join, Discovery discovery) {
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        switch (discovery) {
            case Discovery.Nodes(var peers) -> {
                join.getTcpIpConfig().setEnabled(true).setConnectionTimeoutSeconds(1);
                peers.forEach(peer -> join.getTcpIpConfig().addMember(peer.address()));
            }
            case Discovery.Dns(var service, var port) ->
                join.getKubernetesConfig()
                        .setEnabled(true)
                        .setProperty("service-dns", service)
                        .setProperty("service-dns-timeout", "2")
                        .setProperty("service-port", Integer.toString(port));
        }
    }

    /// The address to listen on is the one to be known by.
    private record OneAddress(InetSocketAddress address) implements MemberAddressProvider {
        @Override
        public InetSocketAddress getBindAddress() {
            return address;
        }

        @Override
        public InetSocketAddress getBindAddress(EndpointQualifier qualifier) {
            return address;
        }

        @Override
        public InetSocketAddress getPublicAddress() {
            return address;
        }

        @Override
        public InetSocketAddress getPublicAddress(EndpointQualifier qualifier) {
            return address;
        }
    }
}
