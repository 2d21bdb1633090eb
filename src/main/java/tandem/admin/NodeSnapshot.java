package tandem.admin;

import java.time.Instant;
import java.util.List;
import tandem.Pure;
import tandem.cluster.BeaconCounts;
import tandem.cluster.MemberStatus;
import tandem.fitness.Finding;
import tandem.health.BackendStatus;
import tandem.proxy.ProxySnapshot;
import tandem.vip.VipStatus;

/// All that a node says of itself at one moment.
///
/// @param about     who it is
/// @param readiness whether it wants traffic
/// @param members   of its cluster, in join order
/// @param beacons   what became of those it sent and got
/// @param vips      in the order of the configuration
/// @param inside    what it finds when it looks at itself
/// @param traffic   what the data path does
/// @param pools     in the order of the configuration
@Pure
public record NodeSnapshot(
        About about,
        Readiness readiness,
        List<MemberStatus> members,
        BeaconCounts beacons,
        List<VipStatus> vips,
        Inside inside,
        ProxySnapshot traffic,
        List<Pool> pools) {
    public NodeSnapshot {
        members = List.copyOf(members);
        vips = List.copyOf(vips);
        pools = List.copyOf(pools);
    }

    /// Who a node is.
    ///
    /// @param node    its name
    /// @param cluster its cluster's name
    /// @param version of Tandem
    /// @param started by the wall clock
    /// @param listen  `host:port` that clients connect to, besides the VIPs
    public record About(String node, String cluster, String version, Instant started, String listen) {}

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

    /// A pool and the health of its backends.
    public record Pool(String name, List<BackendStatus> backends) {
        public Pool {
            backends = List.copyOf(backends);
        }
    }
}
