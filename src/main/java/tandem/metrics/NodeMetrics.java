package tandem.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import tandem.admin.NodeSnapshot;
import tandem.backend.Mode;
import tandem.health.BackendStatus;
import tandem.health.Standing;
import tandem.proxy.PoolSnapshot;

/// A node's snapshot as samples. Labels are names of the configuration and of the members, never anything that a client
/// sent, so there are as many series as there are things.
final class NodeMetrics {
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
        new CertificateMetrics(node.certified(), metrics.series).add();
        new ClusterMetrics(node, metrics.series).add();
        metrics.pools();
        metrics.backendTraffic();
        metrics.backendStates();
        metrics.queues();
        new BackendTlsMetrics(node.pools(), metrics.series).add();
        metrics.sessions();
        metrics.hedges();
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
        var refused = Series.samples();
        var connections = Series.samples();
        for (var listener : node.listeners()) {
            connections.put(Labels.of("listener", listener.address()), listener.connections());
            listener.tls().ifPresent(tls -> {
                var address = Labels.of("listener", listener.address());
                handshakes.put(address.add("result", "done"), tls.handshakes());
                handshakes.put(address.add("result", "failed"), tls.failed());
                refused.put(address, tls.refused().isPresent() ? 1 : 0);
            });
        }
        series.gauge("tandem_listener_connections", "Connections of clients that came by a listener.", connections);
        series.counter("tandem_tls_handshakes", "TLS handshakes of clients.", handshakes);
        series.gauge(
                "tandem_certificate_files_refused",
                "Whether the newest files of certificates are not served.",
                refused);
    }

    private void pools() {
        var states = Series.samples();
        var took = Series.samples();
        var checks = Series.samples();
        var eligible = Series.samples();
        for (var pool : node.pools()) {
            for (var backend : pool.backends()) {
                for (var standing : Standing.values())
                    states.put(
                            labels(pool, backend).add("state", word(standing)), backend.standing() == standing ? 1 : 0);
                backend.lastCheck()
                        .ifPresent(check -> took.put(
                                labels(pool, backend), check.result().took().toNanos() / 1e9));
                checks.put(
                        labels(pool, backend).add("result", "passed"),
                        backend.checks().passed());
                checks.put(
                        labels(pool, backend).add("result", "failed"),
                        backend.checks().failed());
            }
            eligible.put(
                    Labels.of("pool", pool.name()),
                    pool.members().stream()
                            .filter(PoolSnapshot.Member::takesNewSessions)
                            .count());
        }
        series.gauge("tandem_backend_state", "How a backend stands, as this node sees it: 1 for its state.", states);
        series.gauge("tandem_backend_last_check_seconds", "How long the last active check took.", took);
        series.counter("tandem_backend_checks", "Active checks by this node.", checks);
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
                "tandem_backend_sessions",
                "Sessions of which the backend got a request within the last five minutes, estimated.",
                traffic(PoolSnapshot.Traffic::sessions));
        series.gauge(
                "tandem_backend_requests_in_flight", "Attempts under way.", traffic(PoolSnapshot.Traffic::inFlight));
        series.gauge(
                "tandem_backend_connections",
                "Connections to a backend, those that are kept for later included.",
                traffic(PoolSnapshot.Traffic::connections));
    }

    private void backendStates() {
        var latencies = Series.samples();
        var drained = Series.samples();
        var limits = Series.samples();
        for (var pool : node.pools())
            for (var member : pool.members()) {
                member.traffic()
                        .latency()
                        .ifPresent(latency -> latencies.put(labels(pool, member.status()), latency.toNanos() / 1e9));
                member.traffic().limit().ifPresent(limit -> limits.put(labels(pool, member.status()), limit));
                drained.put(labels(pool, member.status()), member.mode() instanceof Mode.Enabled ? 0 : 1);
            }
        series.gauge(
                "tandem_backend_latency_seconds",
                "Peak-sensitive average of the time to the head of an answer.",
                latencies);
        series.gauge(
                "tandem_backend_request_limit",
                "Requests that a backend may have under way, where that limit finds itself.",
                limits);
        series.gauge("tandem_backend_drained", "Whether an operator drains a backend, or has.", drained);
    }

    private void queues() {
        var waiting = Series.samples();
        var expired = Series.samples();
        var refused = Series.samples();
        var waits = new LinkedHashMap<Labels, Series.Buckets>();
        for (var pool : node.pools())
            pool.queue().ifPresent(queue -> {
                waits.put(Labels.of("pool", pool.name()), Series.Buckets.of(queue.waits()));
                waiting.put(Labels.of("pool", pool.name()), queue.waiting());
                expired.put(Labels.of("pool", pool.name()), queue.expired());
                refused.put(Labels.of("pool", pool.name()), queue.refused());
            });
        series.gauge("tandem_pool_queue_waiting", "Requests that wait until a backend may have them.", waiting);
        series.histogram(
                "tandem_pool_queue_wait_seconds",
                "How long requests waited that got a place at a backend; who found one at once did not wait.",
                waits);
        series.counter("tandem_pool_queue_expired", "Requests that have waited for too long.", expired);
        series.counter("tandem_pool_queue_refused", "Requests that found no room to wait.", refused);
    }

    private void hedges() {
        var begun = Series.samples();
        var won = Series.samples();
        for (var pool : node.pools()) {
            begun.put(Labels.of("pool", pool.name()), pool.hedges().begun());
            won.put(Labels.of("pool", pool.name()), pool.hedges().won());
        }
        series.counter("tandem_pool_hedges", "Requests that got a second try beside the first.", begun);
        series.counter("tandem_pool_hedges_won", "Of these, those whose second try was answered first.", won);
    }

    private void sessions() {
        var breaks = Series.samples();
        var refused = Series.samples();
        for (var pool : node.pools()) {
            breaks.put(Labels.of("pool", pool.name()), pool.sticky().breaks());
            refused.put(Labels.of("pool", pool.name()), pool.sticky().cookiesRefused());
        }
        series.counter(
                "tandem_pool_sticky_breaks",
                "Sessions that went to another backend because their own could not have them.",
                breaks);
        series.counter(
                "tandem_pool_affinity_cookies_refused",
                "Cookies of the affinity that were not sealed by its key.",
                refused);
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
                "tandem_backend_ejections",
                "Times a backend was taken out.",
                withZeros(counts, EventCounts.What.EJECTION, backends()));
        series.counter(
                "tandem_vip_transitions",
                "Changes of this node's role to a VIP.",
                withZeros(counts, EventCounts.What.TRANSITION, vips()));
        series.counter(
                "tandem_vip_takeovers",
                "VIPs taken by this node.",
                withZeros(counts, EventCounts.What.TAKEOVER, vips()));
        series.counter(
                "tandem_admin_changes",
                "Changes that operators asked for.",
                withZeros(
                        counts,
                        EventCounts.What.CHANGE,
                        Stream.of(Labels.of("done", "true"), Labels.of("done", "false"))));
    }

    /// A series that begins at one has never grown, for Prometheus' `increase()`: the first time would not be seen.
    private static Map<Labels, Long> withZeros(EventCounts counts, EventCounts.What what, Stream<Labels> known) {
        var all = new HashMap<Labels, Long>();
        known.forEach(labels -> all.put(labels, 0L));
        all.putAll(counts.of(what));
        return all;
    }

    private Stream<Labels> vips() {
        return node.vips().statuses().stream().map(vip -> Labels.of("vip", vip.name()));
    }

    private Stream<Labels> backends() {
        return node.pools().stream().flatMap(pool -> pool.backends().stream().map(backend -> labels(pool, backend)));
    }

    private static Labels labels(NodeSnapshot.Pool pool, BackendStatus backend) {
        return Labels.of("pool", pool.name(), "backend", backend.backend().name());
    }

    private static String word(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }
}
