package tandem.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import tandem.admin.NodeSnapshot;

/// TLS with backends as samples.
record BackendTlsMetrics(List<NodeSnapshot.Pool> pools, Series series) {

    void add() {
        var handshakes = Series.samples();
        var refused = Series.samples();
        var problems = Series.samples();
        for (var pool : pools)
            pool.tls().ifPresent(tls -> {
                var labels = Labels.of("pool", pool.name());
                handshakes.put(labels.add("result", "done"), tls.handshakes());
                tls.failed().forEach((reason, count) -> handshakes.put(labels.add("result", reason.word()), count));
                problems.put(labels, tls.problems().size());
                refused.put(labels, tls.refused().isPresent() ? 1 : 0);
            });
        series.counter(
                "tandem_backend_tls_handshakes", "TLS handshakes with backends: done, or why they failed.", handshakes);
        series.gauge("tandem_backend_tls_problems", "Backends whose last TLS handshake has failed.", problems);
        series.gauge(
                "tandem_backend_tls_files_refused",
                "Whether the newest files of certificates are not gone by.",
                refused);
    }
}
