package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.admin.Event.Draft;
import tandem.admin.Event.Grade;
import tandem.admin.Event.Kind;
import tandem.proxy.ListenerSnapshot;
import tandem.tls.CertificateSnapshot;

/// What happened to the certificates between two looks at them: the time alone makes some expire.
@Pure
final class CertificateEvents {
    private CertificateEvents() {}

    private static Expiry expiry(CertificateSnapshot certificate, Instant now) {
        return Expiry.of(certificate.notBefore(), certificate.notAfter(), now);
    }

    /// The events, each once, in the order of the listeners.
    ///
    /// @param then the time of the look before
    static List<Draft> between(List<ListenerSnapshot> before, Instant then, List<ListenerSnapshot> after, Instant now) {
        Map<String, ListenerSnapshot> was = new HashMap<>();
        before.forEach(listener -> was.put(listener.address(), listener));
        var events = new ArrayList<Draft>();
        for (var listener : after) {
            var known = was.get(listener.address());
            refusal(known, listener, events);
            for (var certificate : certificates(listener)) {
                var reached = expiry(certificate, now);
                boolean same = known != null && certificates(known).contains(certificate);
                if (reached != (same ? expiry(certificate, then) : Expiry.FAR))
                    events.add(expiry(listener, certificate, reached, now));
            }
        }
        return List.copyOf(events);
    }

    private static List<CertificateSnapshot> certificates(ListenerSnapshot listener) {
        return listener.tls().map(tls -> tls.certificates()).orElse(List.of());
    }

    private static String refused(ListenerSnapshot listener) {
        return listener.tls().flatMap(tls -> tls.refused()).orElse("");
    }

    private static void refusal(@Nullable ListenerSnapshot before, ListenerSnapshot after, List<Draft> events) {
        var was = before == null ? "" : refused(before);
        var is = refused(after);
        if (was.equals(is)) return;
        var text = is.isEmpty() ? "the files can be used again" : "the new files are not served: " + is;
        events.add(new Draft(
                Kind.CERTIFICATE,
                is.isEmpty() ? Grade.INFO : Grade.ERROR,
                "certificates of " + after.address(),
                text,
                new JsonObject().put("listener", after.address())));
    }

    private static Draft expiry(ListenerSnapshot listener, CertificateSnapshot certificate, Expiry stage, Instant now) {
        var left = Duration.between(now, certificate.notAfter());
        var text = stage == Expiry.EXPIRED
                ? "has expired at " + certificate.notAfter()
                : "expires at " + certificate.notAfter() + ", in " + text(left);
        var data = new JsonObject()
                .put("listener", listener.address())
                .put("file", certificate.file())
                .put("subject", certificate.subject())
                .put("notAfter", certificate.notAfter().toString());
        var grade = stage == Expiry.SOON ? Grade.WARNING : Grade.ERROR;
        return new Draft(Kind.CERTIFICATE, grade, "certificate " + certificate.file(), text, data);
    }

    private static String text(Duration left) {
        if (left.toDays() >= 2) return left.toDays() + " days";
        return left.toHours() >= 2 ? left.toHours() + " hours" : left.toMinutes() + " minutes";
    }
}
