package tandem.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Traces requests. May be used from any thread.
public final class Tracing implements AutoCloseable {
    /// What is longer is cut: a client chooses its targets.
    private static final int LONGEST_VALUE = 4096;

    private static final String OTHER = "_OTHER";
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");
    private static final W3CTraceContextPropagator PROPAGATOR = W3CTraceContextPropagator.getInstance();
    /// The library complains of each failure to a log of its own; [SpanQueue] says it once a minute. Kept, since a
    /// logger that nobody holds loses its level with the next garbage collection.
    private static final Logger LIBRARY_LOG = Logger.getLogger("io.opentelemetry");

    private static final TextMapGetter<Asked> GETTER = Tracing::field;

    private final TracingSettings settings;
    private final SpanQueue queue;
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private Tracing(TracingSettings settings) {
        this.settings = settings;
        this.queue = new SpanQueue(
                settings,
                OtlpHttpSpanExporter.builder()
                        .setEndpoint(settings.endpoint().toString())
                        .setTimeout(settings.timeout())
                        .setConnectTimeout(settings.timeout())
                        .build());
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        settings.service(),
                        AttributeKey.stringKey("service.instance.id"),
                        UUID.randomUUID().toString())))
                .setSampler(Sampler.parentBased(Sampler.traceIdRatioBased(settings.percent() / 100.0)))
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_VALUE)
                        .build())
                .addSpanProcessor(queue)
                .build();
        this.tracer = provider.get("tandem");
    }

    /// Begins to trace. Whether somebody listens at the endpoint is not looked at.
    public static Tracing open(TracingSettings settings) {
        LIBRARY_LOG.setLevel(Level.OFF);
        return new Tracing(settings);
    }

    /// A request has come.
    public RequestTrace begin(Asked asked) {
        Context parent = isBelieved(asked) ? PROPAGATOR.extract(Context.root(), asked, GETTER) : Context.root();
        String method = METHODS.contains(asked.method()) ? asked.method() : OTHER;
        String name = method.equals(OTHER) ? "HTTP" : method;
        Span span = tracer.spanBuilder(asked.route() == null ? name : name + " " + asked.route())
                .setSpanKind(SpanKind.SERVER)
                .setParent(parent)
                .startSpan();
        if (span.isRecording()) describe(span, method, asked);
        return new RequestTrace(tracer, method, parent, span);
    }

    /// Two contexts are none (W3C Trace Context §3.2); several lists of what other vendors say are one list (§3.3.1.1).
    private static @Nullable String field(@Nullable Asked from, String name) {
        List<String> values = from == null ? List.of() : from.fields().apply(name);
        if (values.isEmpty()) return null;
        if (name.equals("tracestate")) return String.join(",", values);
        return values.size() == 1 ? values.getFirst() : null;
    }

    private boolean isBelieved(Asked asked) {
        return switch (settings.accept()) {
            case CLIENTS -> true;
            case TRUSTED_PROXIES -> asked.peer().trusted();
            case NOBODY -> false;
        };
    }

    private static void describe(Span span, String method, Asked asked) {
        UrlParts url = UrlParts.of(asked.target());
        span.setAttribute(Told.METHOD, method);
        if (method.equals(OTHER)) span.setAttribute(Told.METHOD_AS_SENT, asked.method());
        span.setAttribute(Told.PATH, url.path());
        if (url.query() != null) span.setAttribute(Told.QUERY, url.query());
        span.setAttribute(Told.SCHEME, asked.scheme());
        span.setAttribute(Told.CLIENT, asked.client());
        span.setAttribute(Told.PEER, asked.peer().address());
        if (asked.route() != null) span.setAttribute(Told.ROUTE, asked.route());
        for (String host : asked.fields().apply("host")) {
            HostPort server = HostPort.of(host);
            span.setAttribute(Told.SERVER, server.host());
            server.port().ifPresent(port -> span.setAttribute(Told.SERVER_PORT, (long) port));
        }
        for (String agent : asked.fields().apply("user-agent")) span.setAttribute(Told.USER_AGENT, agent);
    }

    /// What became of the spans so far: `exported`, `dropped` since the queue was full, `failed` since the
    /// collector did not take them.
    public Map<String, Long> counts() {
        return queue.counts();
    }

    /// Sends what waits, for two seconds at most.
    @Override
    public void close() {
        queue.close();
        var _ = provider.shutdown();
    }
}
