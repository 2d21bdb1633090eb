package tandem.config;

import java.time.Duration;
import java.util.List;
import tandem.Pure;
import tandem.admin.AdminSettings;
import tandem.cluster.ClusterSettings;
import tandem.fitness.FitnessSettings;
import tandem.notify.NotifySettings;
import tandem.proxy.DnsSettings;
import tandem.proxy.EdgeSettings;
import tandem.proxy.ListenerSettings;
import tandem.proxy.PoolSettings;
import tandem.proxy.ProxySettings;
import tandem.vip.VipSettings;

/// A whole, valid configuration as one node uses it.
///
/// @param front   where clients come in beside the address of `proxy`, and what is done with what they ask
/// @param operation who may ask, and who is told
/// @param fitness by what a node finds out whether it could serve
/// @param lifecycle how a node changes and stops
@Pure
public record Settings(
        ProxySettings proxy,
        Front front,
        List<PoolSettings> pools,
        ClusterSettings cluster,
        List<VipSettings> vips,
        Operation operation,
        FitnessSettings fitness,
        Lifecycle lifecycle) {
    public Settings {
        pools = List.copyOf(pools);
        vips = List.copyOf(vips);
    }

    /// Addresses that clients connect to beside that of `proxy`.
    public List<ListenerSettings> listeners() {
        return front.listeners;
    }

    /// What the proxy does besides passing requests on.
    public EdgeSettings edge() {
        return front.edge;
    }

    /// Where an operator asks.
    public AdminSettings admin() {
        return operation.admin;
    }

    /// Who is told when something has happened.
    public NotifySettings notifications() {
        return operation.notifications;
    }

    /// How the node stops in good order.
    public Stop stop() {
        return lifecycle.stop;
    }

    /// The folder for what outlives the process.
    public String stateDir() {
        return lifecycle.stateDir;
    }

    /// How the node takes a changed configuration over.
    public ReloadSettings reload() {
        return lifecycle.reload;
    }

    /// Where clients come in, and what is done with what they ask.
    ///
    /// @param listeners beside the address of `proxy`
    /// @param edge      besides passing requests on
    /// @param dns       how names are resolved
    public record Front(List<ListenerSettings> listeners, EdgeSettings edge, DnsSettings dns) {
        public Front {
            listeners = List.copyOf(listeners);
        }
    }

    /// What an operator has of the node.
    ///
    /// @param admin         where he asks
    /// @param notifications what he is told without asking
    public record Operation(AdminSettings admin, NotifySettings notifications) {}

    /// How a node changes and stops.
    ///
    /// @param stateDir an existing folder for what outlives a process; without it, nothing does.
    ///                 `state-dir`, default `/var/lib/tandem`
    public record Lifecycle(ReloadSettings reload, Stop stop, String stateDir) {
        public static final String USUAL_STATE_DIR = "/var/lib/tandem";
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
