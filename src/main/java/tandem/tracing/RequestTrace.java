package tandem.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// The spans of one request: its own, and one for each try. A try ends when the next one begins, when it fails, or with
/// the request. All of it runs on one event loop; a request that is not traced has spans as well, which tell nothing,
/// so that a backend hears that nothing is traced.
public final class RequestTrace {
    /// The fields of a context, in lower case. One that is continued comes in them, and they lead on from here.
    public static final List<String> FIELDS = List.of("traceparent", "tracestate");

    private static final W3CTraceContextPropagator PROPAGATOR = W3CTraceContextPropagator.getInstance();
    private static final TextMapSetter<BiConsumer<String, String>> SETTER =
            (to, name, value) -> Objects.requireNonNull(to).accept(name, value);
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;

    private final Tracer tracer;
    private final String method;
    private final Context context;
    private final Span request;
    private @Nullable Span attempt;
    /// The first of two tries that are under way at once.
    private @Nullable Span beside;
    private String address = "";
    private int tries;
    /// Why the last try failed; null when it did not.
    private @Nullable String failure;

    /// @param method by which spans are told apart
    RequestTrace(Tracer tracer, String method, Context parent, Span request) {
        this.tracer = tracer;
        this.method = method;
        this.request = request;
        this.context = parent.with(request);
    }

    /// A try begins.
    ///
    /// @param backend its name
    /// @param at      its address
    public void tried(String pool, String backend, String at) {
        endTry(null);
        failure = null;
        address = at;
        Span next = tracer.spanBuilder(method)
                .setSpanKind(SpanKind.CLIENT)
                .setParent(context)
                .startSpan();
        attempt = next;
        tries++;
        if (!next.isRecording()) return;
        HostPort server = HostPort.of(at);
        next.setAttribute(Told.METHOD, method).setAttribute(Told.SERVER, server.host());
        server.port().ifPresent(port -> next.setAttribute(Told.SERVER_PORT, (long) port));
        next.setAttribute(Told.POOL, pool).setAttribute(Told.BACKEND, backend);
        if (tries > 1) next.setAttribute(Told.RESEND_COUNT, (long) (tries - 1));
    }

    /// The next try begins beside the one that is under way, and not after its end.
    public void hedged() {
        beside = attempt;
        attempt = null;
    }

    /// Of two tries one goes on, the other is given up.
    ///
    /// @param first whether it is the one that began first
    public void goesOn(boolean first) {
        Span earlier = beside;
        if (earlier == null) return;
        if (first) {
            beside = attempt;
            attempt = earlier;
        }
        endBeside();
    }

    private void endBeside() {
        Span one = beside;
        beside = null;
        if (one == null) return;
        wrong(one, "hedged");
        one.end();
    }

    /// The request goes to the try's backend.
    ///
    /// @param scheme of the way there, http or https
    /// @param target that the backend gets
    /// @param fields take the name and value of each field that leads the trace on
    public void sent(String scheme, String target, BiConsumer<String, String> fields) {
        Span to = attempt;
        if (to == null) return;
        if (to.isRecording())
            to.setAttribute(
                    Told.URL, scheme + "://" + address + UrlParts.of(target).text());
        PROPAGATOR.inject(context.with(to), fields, SETTER);
    }

    /// The try's backend answers.
    public void answered(int status) {
        Span by = attempt;
        if (by == null || !by.isRecording()) return;
        by.setAttribute(Told.STATUS, (long) status);
        if (status >= CLIENT_ERROR) wrong(by, Integer.toString(status));
    }

    /// The try has failed.
    ///
    /// @param why a word, of which there are few
    public void failed(String why) {
        failure = why;
        endTry(why);
    }

    /// The proxy answers in its own name.
    public void answeredHere() {
        failure = null;
    }

    /// The proxy refuses it.
    ///
    /// @param why for whoever reads the trace
    public void rejected(String why) {
        if (request.isRecording()) request.setAttribute(Told.REJECTION, why);
    }

    /// It is over, and tells no more.
    ///
    /// @param status that the client got; 0 when it left before there was one
    public void ended(int status) {
        endBeside();
        endTry(status == 0 ? "client_gone" : null);
        if (request.isRecording()) {
            if (status != 0) request.setAttribute(Told.STATUS, (long) status);
            if (failure != null) wrong(request, failure);
            else if (status >= SERVER_ERROR) wrong(request, Integer.toString(status));
            else if (status == 0) request.setAttribute(Told.ERROR, "client_gone");
        }
        request.end();
    }

    private void endTry(@Nullable String why) {
        Span one = attempt;
        attempt = null;
        if (one == null) return;
        if (why != null) wrong(one, why);
        one.end();
    }

    private static void wrong(Span span, String why) {
        span.setAttribute(Told.ERROR, why);
        span.setStatus(StatusCode.ERROR);
    }
}
