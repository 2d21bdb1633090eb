package tandem.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tandem.admin.NodeSnapshot;
import tandem.cluster.Fitness;
import tandem.cluster.MemberStatus;
import tandem.vip.Role;
import tandem.vip.Transition;
import tandem.vip.VipStatus;

/// The cluster and its virtual addresses as this node knows them, as samples.
final class ClusterMetrics {
    private static final List<String> ROLES = List.of("active", "standby", "abstains");

    private final NodeSnapshot node;
    private final Series series;

    ClusterMetrics(NodeSnapshot node, Series series) {
        this.node = node;
        this.series = series;
    }

    void add() {
        beacons();
        members();
        vips();
    }

    private void beacons() {
        var beacons = node.beacons();
        series.counter("tandem_beacons_sent", "Beacons to any node.", beacons.sent());
        series.counter("tandem_beacons_received", "Datagrams that came, whatever they were.", beacons.received());
        series.counter(
                "tandem_beacons_dropped",
                "Messages that were not believed.",
                Map.of(
                        Labels.of("reason", "forged"), beacons.forged(),
                        Labels.of("reason", "stale"), beacons.stale(),
                        Labels.of("reason", "malformed"), beacons.malformed()));
        series.gauge(
                "tandem_beacon_interval_seconds",
                "From one beacon to the next, as it is meant to be.",
                beacons.pace().interval().toNanos() / 1e9);
        series.counter(
                "tandem_beacons_late",
                "Times this node sent a beacon an interval late or more.",
                beacons.pace().late());
        var gaps = Series.samples();
        new TreeMap<>(beacons.pace().gaps())
                .forEach((member, gap) -> gaps.put(Labels.of("member", member), gap.toNanos() / 1e9));
        series.gauge(
                "tandem_beacon_gap_seconds",
                "The longest gap between beacons of a member that the failure detector reckons with.",
                gaps);
        var late = new LinkedHashMap<Labels, Series.Buckets>();
        new TreeMap<>(beacons.pace().lateness())
                .forEach((member, lateness) -> late.put(Labels.of("member", member), Series.Buckets.of(lateness)));
        series.histogram(
                "tandem_beacon_lateness_seconds",
                "How much later than an interval after the one before a beacon of a member came.",
                late);
    }

    private void members() {
        series.gauge(
                "tandem_cluster_members",
                "Members, this node included.",
                node.members().size());
        var fit = Series.samples();
        for (MemberStatus member : node.members()) {
            var said = member.said();
            fit.put(Labels.of("member", member.name()), said != null && said.fitness() instanceof Fitness.Fit ? 1 : 0);
        }
        series.gauge("tandem_cluster_member_fit", "Whether a member said last that it can serve.", fit);
    }

    private void vips() {
        var roles = Series.samples();
        var terms = Series.samples();
        var problems = Series.samples();
        var steps = Series.samples();
        for (VipStatus vip : node.vips().statuses()) {
            var role = switch (vip.role()) {
                case Role.Active _ -> "active";
                case Role.Standby _ -> "standby";
                case Role.Abstains _ -> "abstains";
            };
            for (var one : ROLES) roles.put(Labels.of("vip", vip.name(), "role", one), one.equals(role) ? 1 : 0);
            terms.put(Labels.of("vip", vip.name()), vip.term());
            problems.put(Labels.of("vip", vip.name()), vip.problem().isPresent() ? 1 : 0);
            // A step that the last takeover does not know must not be that of an earlier one.
            vip.transitions().reversed().stream()
                    .flatMap(change -> change.takeover().stream())
                    .findFirst()
                    .ifPresent(takeover -> steps(steps, vip.name(), takeover));
        }
        series.gauge("tandem_vip_role", "This node's role to a VIP: 1 for the one that it has.", roles);
        var renewals = Series.samples();
        node.vips().renewals().forEach((vip, counts) -> {
            renewals.put(Labels.of("vip", vip, "result", "done"), counts.done());
            renewals.put(Labels.of("vip", vip, "result", "failed"), counts.failed());
        });
        series.counter("tandem_vip_lease_renewals", "Renewals of an address that this node owns.", renewals);
        series.gauge("tandem_vip_term", "The term of this node's ownership, else the highest one seen.", terms);
        series.gauge("tandem_vip_problem", "Whether something keeps this node from owning the VIP.", problems);
        series.gauge(
                "tandem_vip_takeover_step_seconds",
                "Of the last takeover by this node: how long the lost owner was silent, then from the notice to the end of"
                        + " each step.",
                steps);
    }

    private static void steps(Map<Labels, Number> steps, String vip, Transition.Takeover takeover) {
        steps.put(Labels.of("vip", vip, "step", "decided"), takeover.decided().toNanos() / 1e9);
        steps.put(Labels.of("vip", vip, "step", "added"), takeover.added().toNanos() / 1e9);
        steps.put(
                Labels.of("vip", vip, "step", "announced"), takeover.announced().toNanos() / 1e9);
        takeover.silence()
                .ifPresent(silence -> steps.put(Labels.of("vip", vip, "step", "silence"), silence.toNanos() / 1e9));
        takeover.served()
                .ifPresent(served -> steps.put(Labels.of("vip", vip, "step", "served"), served.toNanos() / 1e9));
    }
}
