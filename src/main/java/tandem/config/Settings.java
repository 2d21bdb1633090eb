package tandem.config;

import java.time.Duration;
import java.util.List;
import tandem.Pure;
import tandem.admin.AdminSettings;
import tandem.cluster.ClusterSettings;
import tandem.fitness.FitnessSettings;
import tandem.proxy.EdgeSettings;
import tandem.proxy.PoolSettings;
import tandem.proxy.ProxySettings;
import tandem.vip.VipSettings;

/// A whole, valid configuration as one node uses it.
///
/// @param fitness by what a node finds out whether it could serve
/// @param stop    how a node stops in good order
/// @param edge    what the proxy does besides passing requests on
@Pure
public record Settings(
        ProxySettings proxy,
        List<PoolSettings> pools,
        ClusterSettings cluster,
        List<VipSettings> vips,
        AdminSettings admin,
        FitnessSettings fitness,
        Stop stop,
        EdgeSettings edge) {
    public Settings {
        pools = List.copyOf(pools);
        vips = List.copyOf(vips);
    }

    /// How a node stops in good order.
    ///
    /// @param drain    how long connections may live on after a VIP was handed over. `stop.drain`, default 10
    ///                 s
    /// @param handover how long a leaving owner that could not hand its VIP over waits for another node to
    ///                 claim it. `stop.handover`, default 2 s
    public record Stop(Duration drain, Duration handover) {
        public static final Stop DEFAULT = new Stop(Duration.ofSeconds(10), Duration.ofSeconds(2));
    }
}
