package tandem.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import tandem.admin.Expiry;

/// `tandem certificates`: which are served, or shown to backends, and until when.
@Command(
        name = "certificates",
        description =
                "Which certificates a node serves at which address, for which names, and until when; and which it shows"
                        + " to backends.")
final class CertificatesCommand extends AdminCommand {

    @Override
    void run(AdminClient client) throws AdminClient.Refused, InterruptedException {
        var answer = client.get("/status");
        var listeners = StatusTable.objects(answer.getJsonArray("listeners"))
                .filter(listener -> listener.getJsonObject("tls") != null)
                .toList();
        if (listeners.isEmpty()) out().println("this node has no listener with TLS");
        for (var listener : listeners) {
            var tls = listener.getJsonObject("tls", new JsonObject());
            out().println(listener.getString("address") + ": " + tls.getLong("handshakes") + " handshakes, "
                    + tls.getLong("failed") + " failed");
            var refused = tls.getString("refused");
            if (refused != null) out().println("  PROBLEM: the new files are not served: " + refused);
            StatusTable.objects(tls.getJsonArray("certificates")).forEach(this::certificate);
        }
        var own = answer.getJsonObject("adminCertificate");
        if (own != null) {
            out().println("admin listener:");
            certificate(own);
        }
        StatusTable.objects(answer.getJsonArray("pools"))
                .forEach(pool -> StatusTable.shownTo(pool).forEach(one -> {
                    out().println("shown to the backends of pool " + pool.getString("name") + ":");
                    certificate(one);
                }));
    }

    private void certificate(JsonObject certificate) {
        var expiry = Expiry.of(
                Instant.parse(certificate.getString("notBefore")),
                Instant.parse(certificate.getString("notAfter")),
                Instant.now());
        var warning = switch (expiry) {
            case FAR -> "";
            case SOON, URGENT -> "EXPIRES SOON: ";
            case EXPIRED -> "EXPIRED: ";
        };
        out().println("  " + warning + certificate.getString("file") + ": "
                + certificate.getJsonArray("names", new JsonArray()).stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "))
                + "; " + certificate.getString("subject") + ", by " + certificate.getString("issuer") + ", until "
                + certificate.getString("notAfter"));
    }
}
