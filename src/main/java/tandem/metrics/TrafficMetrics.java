package tandem.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import tandem.proxy.ProxySnapshot;
import tandem.proxy.ProxySnapshot.Answers;

/// What the data path did, as samples.
final class TrafficMetrics {
    private final ProxySnapshot traffic;
    private final Series series;

    TrafficMetrics(ProxySnapshot traffic, Series series) {
        this.traffic = traffic;
        this.series = series;
    }

    void add() {
        requests();
        answers();
        connections();
        routes();
    }

    private void connections() {
        var opened = Series.samples();
        new TreeMap<>(traffic.figures().connected())
                .forEach((pool, backends) -> new TreeMap<>(backends)
                        .forEach((backend, count) -> opened.put(Labels.of("pool", pool, "backend", backend), count)));
        series.counter(
                "tandem_backend_connections_opened",
                "Connections that were opened to a backend, those that failed included; all other requests found one open.",
                opened);
    }

    private void requests() {
        series.counter("tandem_proxy_requests", "Requests taken in, those refused included.", traffic.requests());
        series.counter(
                "tandem_proxy_rejections",
                "Requests that the proxy itself answered with an error, by reason.",
                by("reason", traffic.figures().rejections()));
        series.counter(
                "tandem_proxy_retries",
                "Attempts that were repeated, by what became of the one before.",
                by("reason", traffic.figures().retries()));
        series.counter(
                "tandem_tracing_spans",
                "Spans of traces, by what became of them.",
                by("result", traffic.figures().spans()));
        series.counter(
                "tandem_access_log_lines",
                "Lines of the access log, by what became of them; dropped are those that the disk did not take.",
                by("result", traffic.figures().logLines()));
        series.gauge("tandem_proxy_requests_in_flight", "Requests not yet answered in full.", traffic.inFlight());
        series.gauge("tandem_proxy_client_connections", "Connections of clients that are open.", traffic.connections());
    }

    private static Map<Labels, Number> by(String label, Map<String, Long> counts) {
        var samples = Series.samples();
        new TreeMap<>(counts).forEach((word, count) -> samples.put(Labels.of(label, word), count));
        return samples;
    }

    private void answers() {
        Map<Labels, Series.Buckets> pools = new LinkedHashMap<>();
        Map<Labels, Series.Buckets> backends = new LinkedHashMap<>();
        var ofPools = Series.samples();
        var ofBackends = Series.samples();
        new TreeMap<>(traffic.figures().answers()).forEach((pool, answers) -> {
            var all = Answers.sum(answers.values());
            pools.put(Labels.of("pool", pool), Series.Buckets.of(all.took()));
            classes(ofPools, Labels.of("pool", pool), all);
            new TreeMap<>(answers).forEach((backend, one) -> {
                backends.put(Labels.of("pool", pool, "backend", backend), Series.Buckets.of(one.took()));
                classes(ofBackends, Labels.of("pool", pool, "backend", backend), one);
            });
        });
        var what = "Answers to requests of clients, by class of their status.";
        series.counter("tandem_pool_responses", what, ofPools);
        series.counter("tandem_backend_responses", what, ofBackends);
        var help = "From a request to a backend until the head of its answer.";
        series.histogram("tandem_pool_response_seconds", help, pools);
        series.histogram("tandem_backend_response_seconds", help, backends);
        Map<Labels, Series.Buckets> waits = new LinkedHashMap<>();
        new TreeMap<>(traffic.figures().waits())
                .forEach((pool, took) -> waits.put(Labels.of("pool", pool), Series.Buckets.of(took)));
        series.histogram(
                "tandem_pool_connection_wait_seconds",
                "How long requests waited for a connection to a backend, where all that there may be were busy.",
                waits);
    }

    private static void classes(Map<Labels, Number> samples, Labels labels, Answers answers) {
        new TreeMap<>(answers.counts()).forEach((status, count) -> samples.put(labels.add("status", status), count));
    }

    private void routes() {
        var requests = Series.samples();
        Map<Labels, Series.Buckets> took = new LinkedHashMap<>();
        for (var route : traffic.figures().routes()) {
            var labels = Labels.of("host", route.host(), "route", route.route());
            new TreeMap<>(route.answers())
                    .forEach((status, count) -> requests.put(labels.add("status", status), count));
            took.put(labels, Series.Buckets.of(route.took()));
        }
        series.counter(
                "tandem_route_requests",
                "Requests that a route took, by class of the answer's status; without hosts, all as (all).",
                requests);
        series.histogram("tandem_route_request_seconds", "From the head of a request to the end of its answer.", took);
    }
}
