package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.config.PoolSection.BackendSection;
import tandem.config.Settings.Stop;
import tandem.fitness.FitnessSettings;
import tandem.notify.NotifySettings;
import tandem.proxy.DnsSettings;

/// A whole file as it was read: what all nodes have in common, before one of them is chosen.
///
/// @param proxy   section `proxy`
/// @param pools   list `pools`
/// @param operation sections `admin` and `notifications`
/// @param cluster section `cluster`
/// @param vips    list `vips`
/// @param checks  list `checks`
/// @param front   `listeners`, `hosts`, `limits`, `access-log` and `error-pages`
/// @param lifecycle sections `reload` and `stop`, and `state-dir`
record Document(
        ProxySection proxy,
        Front front,
        List<PoolSection> pools,
        Operation operation,
        ClusterSection cluster,
        List<VipSection> vips,
        List<CheckSection> checks,
        Lifecycle lifecycle) {
    private static final int MOST_LISTENERS = 100;
    private static final int MOST_POOLS = 100;
    private static final int MOST_VIPS = 64;
    private static final int MOST_CHECKS = 100;

    static Document read(Section root) {
        var proxy = root.section("proxy", ProxySection::read);
        var pools =
                root.someSections("pools", MOST_POOLS, "a list of at least one pool of backends", PoolSection::read);
        var admin = root.section("admin", AdminSection::read);
        var ports = new NodeSection.Ports(proxy.listen(), admin.listen(), admin.health());
        var standard = NodeSection.standard(root.spotOf("cluster"), ports);
        return new Document(
                proxy,
                Front.read(root),
                pools,
                new Operation(admin, root.section("notifications", NotifySection::read)),
                root.section("cluster", s -> ClusterSection.read(s, standard)),
                root.sections("vips", MOST_VIPS, VipSection::read),
                root.sections("checks", MOST_CHECKS, CheckSection::read),
                Lifecycle.read(root));
    }

    /// Where clients come in beside `proxy.listen`, and what is done with what they ask.
    ///
    /// @param listeners list `listeners`
    /// @param edge      `hosts`, `limits`, `access-log` and `error-pages`
    /// @param dns       section `dns`
    record Front(List<ListenerSection> listeners, EdgeSections edge, Value<DnsSettings> dns) {

        static Front read(Section root) {
            return new Front(
                    root.sections("listeners", MOST_LISTENERS, ListenerSection::read),
                    EdgeSections.read(root),
                    root.section("dns", DnsSection::read));
        }

        private Settings.Front settings(boolean witness, ProxySection proxy) {
            return new Settings.Front(
                    witness ? List.of() : ListenerSection.settings(listeners),
                    edge.settings(proxy.identification().get()),
                    dns.get());
        }
    }

    /// How a node changes and stops.
    ///
    /// @param reload section `reload`
    /// @param stop   section `stop`
    /// @param stateDir `state-dir`
    record Lifecycle(Value<ReloadSettings> reload, Value<Stop> stop, Value<String> stateDir) {

        static Lifecycle read(Section root) {
            return new Lifecycle(
                    root.section("reload", ReloadSection::read),
                    root.section("stop", StopSection::read),
                    root.optional("state-dir", TextFormat.FOLDER, Settings.Lifecycle.USUAL_STATE_DIR));
        }

        private Settings.Lifecycle settings() {
            return new Settings.Lifecycle(reload.get(), stop.get(), stateDir.get());
        }
    }

    /// What an operator has of a node.
    ///
    /// @param admin         section `admin`
    /// @param notifications section `notifications`
    record Operation(AdminSection admin, Value<NotifySettings> notifications) {

        private Settings.Operation settings(NodeSection node, List<NodeSection> servers) {
            return new Settings.Operation(admin.settings(node, servers), notifications.get());
        }
    }

    AdminSection admin() {
        return operation.admin;
    }

    List<ListenerSection> listeners() {
        return front.listeners;
    }

    EdgeSections edge() {
        return front.edge;
    }

    /// Every node that the file tells of.
    List<NodeSection> nodes() {
        return cluster.roster().nodes();
    }

    /// Those of them that serve, which a witness does not.
    List<NodeSection> servers() {
        return nodes().stream().filter(node -> !node.witness().is(yes -> yes)).toList();
    }

    /// Every backend of every pool.
    List<BackendSection> backends() {
        return pools.stream().flatMap(pool -> pool.backends().stream()).toList();
    }

    private FitnessSettings fitness(NodeSection node) {
        var devices = vips.stream().flatMap(vip -> vip.device(node).stream());
        return new FitnessSettings(
                proxy.selfCheck().get(),
                Stream.concat(devices, cluster.track().get().stream())
                        .distinct()
                        .toList(),
                checks.stream().map(check -> check.settings().get()).toList());
    }

    /// The settings of one node; to be asked for only where no problem was found.
    Settings settings(NodeSection node) {
        var pool = proxy.pool().get().orElseGet(() -> pools.getFirst().name().get());
        return new Settings(
                proxy.settings(node.ports().proxy().get(), pool),
                front.settings(node.witness().get(), proxy),
                pools.stream()
                        .map(p -> p.settings()
                                .get()
                                .keyedBy(cluster.beacons().get().secretFile()))
                        .toList(),
                cluster.settings(node, longestLease()),
                node.witness().get()
                        ? List.of()
                        : vips.stream().map(v -> v.settings(node)).toList(),
                operation.settings(
                        node, cluster.roster() instanceof ClusterSection.Roster.Listed ? servers() : List.of(node)),
                fitness(node),
                lifecycle.settings());
    }

    private Optional<Duration> longestLease() {
        return vips.stream().flatMap(vip -> vip.lease().stream()).max(Duration::compareTo);
    }
}
