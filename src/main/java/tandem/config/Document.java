package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tandem.config.PoolSection.BackendSection;
import tandem.config.Settings.Stop;
import tandem.fitness.FitnessSettings;

/// A whole file as it was read: what all nodes have in common, before one of them is chosen.
///
/// @param proxy   section `proxy`
/// @param pools   list `pools`
/// @param admin   section `admin`
/// @param cluster section `cluster`
/// @param vips    list `vips`
/// @param checks  list `checks`
/// @param stop    section `stop`
/// @param edge    `hosts`, `limits`, `access-log` and `error-pages`
record Document(
        ProxySection proxy,
        List<PoolSection> pools,
        AdminSection admin,
        ClusterSection cluster,
        List<VipSection> vips,
        List<CheckSection> checks,
        Value<Stop> stop,
        EdgeSections edge) {
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
                pools,
                admin,
                root.section("cluster", s -> ClusterSection.read(s, standard)),
                root.sections("vips", MOST_VIPS, VipSection::read),
                root.sections("checks", MOST_CHECKS, CheckSection::read),
                root.section("stop", StopSection::read),
                EdgeSections.read(root));
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
                pools.stream().map(p -> p.settings().get()).toList(),
                cluster.settings(node, longestLease()),
                node.witness().get()
                        ? List.of()
                        : vips.stream().map(v -> v.settings(node)).toList(),
                admin.settings(
                        node, cluster.roster() instanceof ClusterSection.Roster.Listed ? servers() : List.of(node)),
                fitness(node),
                stop.get(),
                edge.settings(proxy.identification().get()));
    }

    private Optional<Duration> longestLease() {
        return vips.stream().flatMap(vip -> vip.lease().stream()).max(Duration::compareTo);
    }
}
