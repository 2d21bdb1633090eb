package tandem.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import tandem.Pure;
import tandem.cluster.BeaconCounts;
import tandem.cluster.MemberStatus;
import tandem.fitness.Finding;
import tandem.health.BackendStatus;
import tandem.proxy.ListenerSnapshot;
import tandem.proxy.PoolSnapshot;
import tandem.proxy.ProxySnapshot;
import tandem.tls.BackendTlsSnapshot;
import tandem.tls.CertificateSnapshot;
import tandem.tls.TlsSnapshot;
import tandem.vip.HandoverStatus;
import tandem.vip.Renewals;
import tandem.vip.VipStatus;

/// All that a node says of itself at one moment.
///
/// @param about     who it is
/// @param readiness whether it wants traffic
/// @param members   of its cluster, in join order
/// @param beacons   what became of those it sent and got
/// @param vips      where they are, and what moves
/// @param inside    what it finds when it looks at itself
/// @param traffic   what the data path does
/// @param serving   from where to where
@Pure
public record NodeSnapshot(
        About about,
        Readiness readiness,
        List<MemberStatus> members,
        BeaconCounts beacons,
        Vips vips,
        Inside inside,
        ProxySnapshot traffic,
        Serving serving) {
    public NodeSnapshot {
        members = List.copyOf(members);
    }

    /// Where clients come in, and where their requests go.
    ///
    /// @param listeners that clients connect to
    /// @param pools     in the order of the configuration
    /// @param admin     the certificate of the admin listener; empty where it has none
    public record Serving(List<ListenerSnapshot> listeners, List<Pool> pools, Optional<CertificateSnapshot> admin) {
        /// The admin listener has no certificate.
        public Serving(List<ListenerSnapshot> listeners, List<Pool> pools) {
            this(listeners, pools, Optional.empty());
        }

        public Serving {
            listeners = List.copyOf(listeners);
            pools = List.copyOf(pools);
        }
    }

    /// In the order of the configuration.
    public List<Pool> pools() {
        return serving.pools();
    }

    /// That clients connect to.
    public List<ListenerSnapshot> listeners() {
        return serving.listeners();
    }

    /// The virtual addresses.
    ///
    /// @param statuses  in the order of the configuration
    /// @param handovers planned moves of these
    /// @param renewals  by their names
    public record Vips(List<VipStatus> statuses, List<HandoverStatus> handovers, Map<String, Renewals> renewals) {
        public static final Vips UNKNOWN = new Vips(List.of(), List.of(), Map.of());

        public Vips {
            statuses = List.copyOf(statuses);
            handovers = List.copyOf(handovers);
            renewals = Map.copyOf(renewals);
        }
    }

    /// Who a node is.
    ///
    /// @param node    its name
    /// @param cluster its cluster's name
    /// @param version of Tandem
    /// @param started by the wall clock
    /// @param listen  `host:port` that clients connect to, besides the VIPs
    /// @param witnesses names of the cluster's nodes that only vote, as the configuration has them
    public record About(
            String node, String cluster, String version, Instant started, String listen, Set<String> witnesses) {
        public About {
            witnesses = Set.copyOf(witnesses);
        }

        /// In a cluster without witnesses.
        public About(String node, String cluster, String version, Instant started, String listen) {
            this(node, cluster, version, started, listen, Set.of());
        }
    }

    /// The members that serve, in join order. A witness that says nothing is known by the configuration.
    Stream<MemberStatus> servers() {
        return members.stream()
                .filter(member -> !member.isWitness() && !about.witnesses().contains(member.name()));
    }

    /// Every witness by its name, and whether it is heard: those of the configuration, also where none of the members
    /// is one, and whoever says that it is one. Nobody is missed before this node is in its cluster.
    SortedMap<String, Boolean> witnesses() {
        var heard = new TreeMap<String, Boolean>();
        if (members.isEmpty()) return heard;
        about.witnesses().forEach(name -> heard.put(name, false));
        for (var member : members) if (member.isWitness()) heard.put(member.name(), true);
        return heard;
    }

    /// Everything with certificates that may expire: the listeners, and after them the admin listener and the pools
    /// whose backends are shown one, of whose connections nothing is told here.
    public List<ListenerSnapshot> certified() {
        var own = serving.admin().map(one -> certified("admin", one));
        var shown = pools().stream()
                .flatMap(pool -> pool.tls().flatMap(BackendTlsSnapshot::certificate).stream()
                        .map(one -> certified("pool " + pool.name(), one)));
        return Stream.of(listeners().stream(), own.stream(), shown)
                .flatMap(all -> all)
                .toList();
    }

    private static ListenerSnapshot certified(String where, CertificateSnapshot one) {
        return new ListenerSnapshot(where, false, Optional.of(new TlsSnapshot(List.of(one), 0, 0, Optional.empty())));
    }

    /// What a node finds when it looks at itself.
    ///
    /// @param warm     whether it has served enough requests of its own to answer a first client quickly
    /// @param findings by subject
    public record Inside(boolean warm, List<Finding> findings) {
        /// Before the first look.
        public static final Inside UNKNOWN = new Inside(false, List.of());

        public Inside {
            findings = List.copyOf(findings);
        }
    }

    /// A pool of this node.
    ///
    /// @param version grows with every change of its members, weights and modes
    /// @param queue   of its requests; empty where none ever waits
    /// @param tls     with its backends; empty where connections are plain
    /// @param sticky  what became of its sessions
    /// @param hedges  second tries of its requests beside the first
    public record Pool(
            String name,
            long version,
            List<PoolSnapshot.Member> members,
            Optional<PoolSnapshot.Queue> queue,
            Optional<BackendTlsSnapshot> tls,
            PoolSnapshot.Sticky sticky,
            PoolSnapshot.Hedges hedges) {
        public Pool {
            members = List.copyOf(members);
        }

        /// As the data path tells it.
        public static Pool of(PoolSnapshot pool) {
            return new Pool(
                    pool.name(),
                    pool.version(),
                    pool.backends(),
                    pool.queue(),
                    pool.tls(),
                    pool.sticky(),
                    pool.hedges());
        }

        /// How they stand.
        public List<BackendStatus> backends() {
            return members.stream().map(PoolSnapshot.Member::status).toList();
        }
    }

    /// What a backend is now, in a line for the audit log; empty when there is none of that name.
    Optional<String> backend(String pool, String name) {
        return pools().stream()
                .filter(one -> one.name().equals(pool))
                .flatMap(one -> one.members().stream())
                .filter(member -> member.status().backend().name().equals(name))
                .map(member -> member.status().backend().address() + ", weight "
                        + member.status().backend().weight() + ", "
                        + member.mode().text())
                .findFirst();
    }
}
