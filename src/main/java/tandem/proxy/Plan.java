package tandem.proxy;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.http.FieldName;
import tandem.http.RequestHead;
import tandem.http.ResponseHead;
import tandem.proxy.EdgeSettings.Identification.Fields;
import tandem.route.AnswerRewrite;
import tandem.route.Facts;
import tandem.route.HeaderEdits;
import tandem.route.HeaderField;
import tandem.route.Route;
import tandem.route.RouteSettings.HostHeader;
import tandem.route.Routed;
import tandem.route.TakenFacts;
import tandem.tracing.Asked;

/// What is done with one request that goes to a pool, and with its answer.
///
/// @param request what is known of the request
/// @param facts   the same, and what the route has found
/// @param target  that the backend gets; null for the one that came
/// @param host    that the backend gets
/// @param edits   of its route; none where no route has taken it
/// @param fields  that tell of the client
@Pure
record Plan(RequestFacts request, Facts facts, @Nullable String target, HostHeader host, Edits edits, Fields fields) {
    private static final String REQUEST_ID = "X-Request-Id";
    private static final long REWRITTEN = FieldName.bits(FieldName.LOCATION, FieldName.SET_COOKIE, FieldName.REFRESH);

    /// What a route does to heads.
    ///
    /// @param request  to that of the request
    /// @param response to that of the answer
    /// @param rewrite  values in that of the answer; null for nothing
    /// @param compress whether the answer may be compressed
    record Edits(
            HeaderEdits request,
            HeaderEdits response,
            @Nullable AnswerRewrite rewrite,
            boolean compress) {
        static final Edits NONE = new Edits(HeaderEdits.NONE, HeaderEdits.NONE, null, true);
    }

    /// The request as a backend gets it.
    HeadEdits request(String poolName, Backend backend) {
        RequestHead head = request.head();
        var dropped = new ArrayList<>(edits.request.dropped());
        var written = new ArrayList<HeaderField>();
        long bits = ClientFields.dropped(request.peer(), fields);
        for (HeaderField field : ClientFields.of(head, request.peer(), fields))
            if (!edits.request.drops(field.name())) written.add(field);
        if (request.requestId() != null) {
            bits |= FieldName.X_REQUEST_ID.bit();
            if (!edits.request.drops(REQUEST_ID)) written.add(new HeaderField(REQUEST_ID, request.requestId()));
        }
        written.addAll(edits.request.fields(new BackendFacts(facts, poolName, backend)));
        return new HeadEdits(target, hostFor(backend), bits, dropped, written, false);
    }

    /// What a trace tells of the request.
    Asked asked() {
        RequestHead head = request.head();
        Route route = route();
        return new Asked(
                head.method(),
                head.target(),
                request.scheme(),
                request.client().getHostAddress(),
                new Asked.Peer(request.peer().address(), request.peer().trusted()),
                route == null ? null : route.pattern(),
                head::values);
    }

    /// Who takes it; null for no route.
    @Nullable
    Route route() {
        return facts instanceof TakenFacts(Facts _, Routed.Taken taken) ? taken.route() : null;
    }

    private @Nullable String hostFor(Backend backend) {
        return switch (host) {
            case HostHeader.Client _ -> null;
            case HostHeader.Backend _ -> backend.address();
            case HostHeader.Fixed(String fixed) -> fixed;
        };
    }

    /// A backend's answer as the client gets it; null when it is to stay as it is.
    @Nullable
    HeadEdits answer(ResponseHead head, String poolName, Backend backend) {
        boolean rewrites = edits.rewrite != null && head.hasAny(REWRITTEN);
        if (!rewrites && edits.response.isEmpty() && request.requestId() == null) return null;
        var edited = answer(new BackendFacts(facts, poolName, backend));
        if (rewrites && edits.rewrite != null) rewrite(head, edits.rewrite, edited, backend);
        return edited;
    }

    private void rewrite(ResponseHead head, AnswerRewrite rewrite, HeadEdits to, Backend backend) {
        String asked = request.head().host();
        var parties = new AnswerRewrite.Parties(request.scheme(), asked == null ? "" : asked, backend.address());
        for (int i = 0; i < head.count(); i++) {
            String name = head.name(i);
            if (!rewrite.concerns(name) || edits.response.drops(name)) continue;
            to.dropped().add(name.toLowerCase(java.util.Locale.ROOT));
            to.fields().add(new HeaderField(name, rewrite.value(name, head.value(i), parties)));
        }
    }

    /// The proxy's own answer to this request.
    OwnAnswer answer(OwnAnswer own) {
        if (edits.response.isEmpty() && request.requestId() == null) return own;
        return own.edited(answer(facts));
    }

    private HeadEdits answer(Facts known) {
        var dropped = new ArrayList<>(edits.response.dropped());
        var written = new ArrayList<HeaderField>();
        long bits = 0;
        if (request.requestId() != null) {
            bits = FieldName.X_REQUEST_ID.bit();
            if (!edits.response.drops(REQUEST_ID)) written.add(new HeaderField(REQUEST_ID, request.requestId()));
        }
        written.addAll(edits.response.fields(known));
        return new HeadEdits(null, null, bits, dropped, written, false);
    }
}
