package tandem.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import tandem.admin.NodeSnapshot;
import tandem.backend.Mode;
import tandem.cluster.Fitness;
import tandem.cluster.MemberStatus;
import tandem.health.BackendStatus;
import tandem.health.Standing;
import tandem.proxy.PoolSnapshot;
import tandem.vip.Role;
import tandem.vip.Transition;
import tandem.vip.VipStatus;

/// A node's snapshot as samples. Labels are names of the configuration and of the members, never anything that a client
/// sent, so there are as many series as there are things.
final class NodeMetrics {
    private static final List<String> ROLES = List.of("active", "standby", "abstains");

    private final NodeSnapshot node;
    private final Series series = new Series();

    private NodeMetrics(NodeSnapshot node) {
        this.node = node;
    }

    static MetricSnapshots of(NodeSnapshot node, EventCounts counts, Map<String, Map<String, Long>> told) {
        var metrics = new NodeMetrics(node);
        metrics.node();
        new TrafficMetrics(node.traffic(), metrics.series).add();
        metrics.listeners();
        metrics.cluster();
        metrics.vips();
        metrics.pools();
        metrics.backendTraffic();
        metrics.queues();
        metrics.events(counts);
        metrics.notifications(told);
        return metrics.series.build();
    }

    private void node() {
        series.gauge(
                "tandem_node_info",
                "What runs here; always 1.",
                Map.of(
                        Labels.of(
                                "node",
                                node.about().node(),
                                "cluster",
                                node.about().cluster(),
                                "version",
                                node.about().version()),
                        1));
        series.gauge(
                "tandem_node_ready",
                "Whether /readyz says yes.",
                node.readiness().ready() ? 1 : 0);
        series.gauge(
                "tandem_node_warm",
                "Whether the node has served enough requests of its own to answer a first client quickly.",
                node.inside().warm() ? 1 : 0);
        var findings = Series.samples();
        for (var finding : node.inside().findings())
            findings.put(Labels.of("subject", finding.subject()), finding.good() ? 1 : 0);
        series.gauge("tandem_node_finding_good", "What the node finds when it looks at itself: 1 is good.", findings);
    }

    private void listeners() {
        var handshakes = Series.samples();
        var expiry = Series.samples();
        var refused = Series.samples();
        for (var listener : node.listeners())
            listener.tls().ifPresent(tls -> {
                var address = Labels.of("listener", listener.address());
                handshakes.put(address.add("result", "done"), tls.handshakes());
                handshakes.put(address.add("result", "failed"), tls.failed());
                refused.put(address, tls.refused().isPresent() ? 1 : 0);
                for (var one : tls.certificates())
                    expiry.put(address.add("file", one.file()), one.notAfter().getEpochSecond());
            });
        series.counter("tandem_tls_handshakes", "TLS handshakes of clients.", handshakes);
        series.gauge("tandem_certificate_expiry_timestamp_seconds", "When a certificate that is served ends.", expiry);
        series.gauge(
                "tandem_certificate_files_refused",
                "Whether the newest files of certificates are not served.",
                refused);
    }

    private void cluster() {
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
            for (var change : vip.transitions())
                change.takeover().ifPresent(takeover -> steps(steps, vip.name(), takeover));
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
                "Of the last takeover by this node: from the notice to the end of each step.",
                steps);
    }

    private static void steps(Map<Labels, Number> steps, String vip, Transition.Takeover takeover) {
        steps.put(Labels.of("vip", vip, "step", "decided"), takeover.decided().toNanos() / 1e9);
        steps.put(Labels.of("vip", vip, "step", "added"), takeover.added().toNanos() / 1e9);
        steps.put(
                Labels.of("vip", vip, "step", "announced"), takeover.announced().toNanos() / 1e9);
    }

    private void pools() {
        var states = Series.samples();
        var checks = Series.samples();
        var eligible = Series.samples();
        for (var pool : node.pools()) {
            for (var backend : pool.backends()) {
                for (var standing : Standing.values())
                    states.put(
                            labels(pool, backend).add("state", word(standing)), backend.standing() == standing ? 1 : 0);
                backend.lastCheck()
                        .ifPresent(check -> checks.put(
                                labels(pool, backend), check.result().took().toNanos() / 1e9));
            }
            eligible.put(
                    Labels.of("pool", pool.name()),
                    pool.backends().stream()
                            .filter(backend -> backend.standing().eligible())
                            .count());
        }
        series.gauge("tandem_backend_state", "How a backend stands, as this node sees it: 1 for its state.", states);
        series.gauge("tandem_backend_last_check_seconds", "How long the last active check took.", checks);
        series.gauge("tandem_pool_eligible_backends", "Backends that may be balanced to.", eligible);
    }

    private void backendTraffic() {
        series.counter(
                "tandem_backend_attempts",
                "Attempts to have a request answered by a backend.",
                traffic(PoolSnapshot.Traffic::attempts));
        series.counter(
                "tandem_backend_failures",
                "Attempts that got no complete answer.",
                traffic(PoolSnapshot.Traffic::failures));
        series.counter(
                "tandem_backend_sessions_moved",
                "Requests of a backend's sessions that went elsewhere, because it could not have them.",
                traffic(PoolSnapshot.Traffic::sessionsMoved));
        series.gauge(
                "tandem_backend_requests_in_flight", "Attempts under way.", traffic(PoolSnapshot.Traffic::inFlight));
        var latencies = Series.samples();
        var drained = Series.samples();
        for (var pool : node.pools())
            for (var member : pool.members()) {
                member.traffic()
                        .latency()
                        .ifPresent(latency -> latencies.put(labels(pool, member.status()), latency.toNanos() / 1e9));
                drained.put(labels(pool, member.status()), member.mode() instanceof Mode.Enabled ? 0 : 1);
            }
        series.gauge(
                "tandem_backend_latency_seconds",
                "Peak-sensitive average of the time to the head of an answer.",
                latencies);
        series.gauge("tandem_backend_drained", "Whether an operator drains a backend, or has.", drained);
    }

    private void queues() {
        var waiting = Series.samples();
        var expired = Series.samples();
        var refused = Series.samples();
        for (var pool : node.pools())
            pool.queue().ifPresent(queue -> {
                waiting.put(Labels.of("pool", pool.name()), queue.waiting());
                expired.put(Labels.of("pool", pool.name()), queue.expired());
                refused.put(Labels.of("pool", pool.name()), queue.refused());
            });
        series.gauge("tandem_pool_queue_waiting", "Requests that wait until a backend may have them.", waiting);
        series.counter("tandem_pool_queue_expired", "Requests that have waited for too long.", expired);
        series.counter("tandem_pool_queue_refused", "Requests that found no room to wait.", refused);
    }

    private Map<Labels, Number> traffic(ToDoubleFunction<PoolSnapshot.Traffic> figure) {
        var samples = Series.samples();
        for (var pool : node.pools())
            for (var member : pool.members())
                samples.put(labels(pool, member.status()), figure.applyAsDouble(member.traffic()));
        return samples;
    }

    private void notifications(Map<String, Map<String, Long>> told) {
        var samples = Series.samples();
        told.forEach((channel, results) -> new TreeMap<>(results)
                .forEach((result, count) -> samples.put(Labels.of("channel", channel, "result", result), count)));
        series.counter("tandem_notifications", "Messages that somebody was to be told.", samples);
    }

    private void events(EventCounts counts) {
        series.counter(
                "tandem_backend_ejections", "Times a backend was taken out.", counts.of(EventCounts.What.EJECTION));
        series.counter(
                "tandem_vip_transitions",
                "Changes of this node's role to a VIP.",
                counts.of(EventCounts.What.TRANSITION));
        series.counter("tandem_vip_takeovers", "VIPs taken by this node.", counts.of(EventCounts.What.TAKEOVER));
        series.counter("tandem_admin_changes", "Changes that operators asked for.", counts.of(EventCounts.What.CHANGE));
    }

    private static Labels labels(NodeSnapshot.Pool pool, BackendStatus backend) {
        return Labels.of("pool", pool.name(), "backend", backend.backend().name());
    }

    private static String word(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }
}
