package tandem.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTraceTest {
    private final List<SpanData> ended = new ArrayList<>();

    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(new SpanExporter() {
                @Override
                public CompletableResultCode export(Collection<SpanData> spans) {
                    ended.addAll(spans);
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode flush() {
                    return CompletableResultCode.ofSuccess();
                }

                @Override
                public CompletableResultCode shutdown() {
                    return CompletableResultCode.ofSuccess();
                }
            }))
            .build();

    private static String told(SpanData span, String key) {
        return String.valueOf(span.getAttributes().asMap().entrySet().stream()
                .filter(entry -> entry.getKey().getKey().equals(key))
                .map(entry -> entry.getValue())
                .findFirst()
                .orElse("none"));
    }

    /// Whichever of two tries is answered, its span has the answer and the other one's that it was given up.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoTriesAtOnceTheOneThatGoesOnIsAnswered(boolean first) {
        var tracer = provider.get("test");
        var trace = new RequestTrace(
                tracer, "GET", Context.root(), tracer.spanBuilder("GET").startSpan());
        trace.tried("shop", "one", "10.0.0.1:80");
        trace.sent("http", "/", (_, _) -> {});
        trace.hedged();
        trace.tried("shop", "two", "10.0.0.2:80");
        trace.sent("https", "/", (_, _) -> {});
        trace.goesOn(first);
        trace.answered(200);
        trace.ended(200);

        var tries = ended.stream()
                .filter(span -> span.getAttributes().get(AttributeKey.stringKey("tandem.backend")) != null)
                .collect(Collectors.toMap(
                        span -> told(span, "tandem.backend"),
                        span -> told(span, "http.response.status_code") + " " + told(span, "error.type") + " "
                                + told(span, "url.full")));
        assertThat(tries)
                .containsEntry("one", (first ? "200 none" : "none hedged") + " http://10.0.0.1:80/")
                .containsEntry("two", (first ? "none hedged" : "200 none") + " https://10.0.0.2:80/");
        assertThat(ended).hasSize(3);
    }
}
