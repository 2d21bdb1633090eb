package tandem.admin;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.proxy.ListenerSnapshot;
import tandem.tls.CertificateSnapshot;
import tandem.tls.TlsSnapshot;

/// Listeners and their certificates as JSON.
@Pure
final class ListenerJson {

    private ListenerJson() {}

    /// Every listener.
    static JsonArray of(List<ListenerSnapshot> listeners) {
        var array = new JsonArray();
        for (var listener : listeners)
            array.add(new JsonObject()
                    .put("address", listener.address())
                    .put("connections", listener.connections())
                    .put("http2", listener.http2())
                    .put("tls", listener.tls().map(ListenerJson::tls).orElse(null)));
        return array;
    }

    private static JsonObject tls(TlsSnapshot tls) {
        var certificates = new JsonArray();
        tls.certificates().forEach(certificate -> certificates.add(certificate(certificate)));
        return new JsonObject()
                .put("handshakes", tls.handshakes())
                .put("failed", tls.failed())
                .put("refused", tls.refused().orElse(null))
                .put("certificates", certificates);
    }

    /// The certificate of the admin listener; null where it has none.
    static @Nullable JsonObject admin(NodeSnapshot.Serving serving) {
        return serving.admin().map(ListenerJson::certificate).orElse(null);
    }

    static JsonObject certificate(CertificateSnapshot certificate) {
        return new JsonObject()
                .put("file", certificate.file())
                .put("names", new JsonArray(certificate.names()))
                .put("subject", certificate.subject())
                .put("issuer", certificate.issuer())
                .put("serial", certificate.serial())
                .put("notBefore", certificate.notBefore().toString())
                .put("notAfter", certificate.notAfter().toString())
                .put(
                        "stapledUntil",
                        certificate.stapledUntil().map(Object::toString).orElse(null));
    }
}
