package tandem.metrics;

import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.List;
import tandem.proxy.ListenerSnapshot;

/// When certificates end, as samples.
record CertificateMetrics(List<ListenerSnapshot> certified, Series series) {

    void add() {
        var expiry = Series.samples();
        var lifetime = Series.samples();
        for (var listener : certified)
            listener.tls()
                    .ifPresent(tls -> tls.certificates().forEach(one -> {
                        var labels = Labels.of("listener", listener.address(), "file", one.file());
                        expiry.put(labels, one.notAfter().getEpochSecond());
                        lifetime.put(
                                labels,
                                Duration.between(one.notBefore(), one.notAfter())
                                        .toSeconds());
                    }));
        series.gauge(
                "tandem_certificate_expiry_timestamp_seconds",
                "When a certificate ends that is served, or shown to the backends of a pool.",
                expiry);
        series.gauge(
                "tandem_certificate_lifetime_seconds",
                "From the begin of such a certificate to its end: how near its end is depends on that.",
                lifetime);
    }
}
