package tandem.admin;

import java.time.Instant;
import java.util.List;
import tandem.Pure;
import tandem.cluster.MemberStatus;
import tandem.health.BackendStatus;
import tandem.proxy.ProxySnapshot;
import tandem.vip.HandoverStatus;
import tandem.vip.VipStatus;

/// All that a node says of itself at one moment.
///
/// @param about     who it is
/// @param readiness whether it wants traffic
/// @param members   of its cluster, in join order
/// @param vips      in the order of the configuration
/// @param handovers planned moves of these
/// @param traffic   what the data path does
/// @param pools     in the order of the configuration
@Pure
public record NodeSnapshot(
        About about,
        Readiness readiness,
        List<MemberStatus> members,
        List<VipStatus> vips,
        List<HandoverStatus> handovers,
        ProxySnapshot traffic,
        List<Pool> pools) {
    public NodeSnapshot {
        members = List.copyOf(members);
        vips = List.copyOf(vips);
        handovers = List.copyOf(handovers);
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

    /// A pool and the health of its backends.
    public record Pool(String name, List<BackendStatus> backends) {
        public Pool {
            backends = List.copyOf(backends);
        }
    }
}
