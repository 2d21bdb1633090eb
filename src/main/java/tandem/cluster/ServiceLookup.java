package tandem.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.cluster.ClusterSettings.Peer;

/// Waits for the DNS name of the cluster to resolve: a headless Service answers only once it knows its
/// first pod, which may be the one that asks.
final class ServiceLookup {
    private static final Logger log = LoggerFactory.getLogger(ServiceLookup.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration RESOLVE_LIMIT = Duration.ofSeconds(30);

    /// Turns a name into addresses.
    interface Resolver {
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    /// Lets time pass.
    interface Sleeper {
        void sleep(Duration pause) throws InterruptedException;
    }

    private final Resolver resolver;
    private final Sleeper sleeper;
    private final Duration limit;

    ServiceLookup(Resolver resolver, Sleeper sleeper, Duration limit) {
        this.resolver = resolver;
        this.sleeper = sleeper;
        this.limit = limit;
    }

    /// The other nodes that there may be, by the configuration or by DNS. Blocks.
    static Collection<Peer> expected(ClusterSettings settings, InetAddress bind) throws InterruptedException {
        return switch (settings.discovery()) {
            case Discovery.Nodes(var peers) ->
                peers.stream()
                        .filter(peer -> !peer.name().equals(settings.self()))
                        .toList();
            case Discovery.Dns dns ->
                new ServiceLookup(InetAddress::getAllByName, Thread::sleep, RESOLVE_LIMIT).others(dns, bind);
        };
    }

    /// The members behind the name but for the one at `own`; none when the name did not resolve within
    /// the limit. The node then starts alone, and Hazelcast goes on looking.
    List<Peer> others(Discovery.Dns dns, InetAddress own) throws InterruptedException {
        for (Duration waited = Duration.ZERO; ; waited = waited.plus(PAUSE)) {
            try {
                return peers(dns, own, resolver.resolve(dns.service()));
            } catch (UnknownHostException e) {
                if (waited.isZero())
                    log.info("{} does not resolve yet, retrying for {} s", dns.service(), limit.toSeconds());
                if (waited.compareTo(limit) >= 0) {
                    log.warn(
                            "{} did not resolve within {} s; starting alone, and looking on",
                            dns.service(),
                            limit.toSeconds());
                    return List.of();
                }
                sleeper.sleep(PAUSE);
            }
        }
    }

    private static List<Peer> peers(Discovery.Dns dns, InetAddress own, InetAddress[] addresses) {
        List<Peer> peers = new ArrayList<>();
        for (InetAddress address : addresses) {
            String text = new ClusterSettings.Bind(address.getHostAddress(), dns.port()).address();
            if (!address.equals(own)) peers.add(new Peer(text, text));
        }
        return peers;
    }
}
