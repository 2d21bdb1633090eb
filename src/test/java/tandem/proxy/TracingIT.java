package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static tandem.fixture.Await.until;
import static tandem.fixture.RawClient.head;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.fixture.SideBySide;
import tandem.fixture.TomcatBackend;
import tandem.fixture.TraceCollector;
import tandem.fixture.TraceCollector.Told;

/// Traces as a real collector gets them, of requests to real Tomcats.
@SideBySide
final class TracingIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";
    private static final String ROUTES = """
            hosts:
              - routes:
                  - {prefix: /, pool: tomcat}
                  - {prefix: /broken/, pool: broken}
                  - {prefix: /down/, pool: down}
                  - {prefix: /shop/, pool: tomcat, to: /}
                  - {path: /fixed, respond: {body: here}}
            """;

    private static TomcatBackend tomcat;
    private static RawBackend breaking;
    private static TraceCollector collector;
    private static ConfiguredProxy proxy;

    @BeforeAll
    static void start() {
        tomcat = TomcatBackend.start("tomcat");
        breaking = RawBackend.start(connection -> {
            connection.readHead();
            connection.reset();
        });
        collector = TraceCollector.start(true);
        proxy = start(collector.endpoint(), "sample: 100%, service: front");
    }

    @AfterAll
    static void stop() {
        proxy.close();
        collector.close();
        breaking.close();
        tomcat.close();
    }

    private static ConfiguredProxy start(String endpoint, String more) {
        return ConfiguredProxy.start(
                ROUTES + "tracing: {endpoint: \"" + endpoint + "\", " + more + "}\n",
                "tomcat=" + tomcat.port(),
                "broken=" + breaking.port() + "+" + tomcat.port(),
                "down=1");
    }

    private static Answer get(ConfiguredProxy of, String target, String... fields) throws IOException {
        List<String> lines = new ArrayList<>(List.of("GET " + target + " HTTP/1.1", "Host: shop.example.org:81"));
        lines.addAll(List.of(fields));
        try (RawClient client = of.client()) {
            return client.send(head(lines.toArray(String[]::new))).read("GET");
        }
    }

    /// It is off unless somebody sets it: then there are no spans at all, not even ones that tell nothing, no
    /// request gets a field, and the context of a client goes by as any other field of his.
    @Test
    void whereNothingIsSetNothingIsTracedAndNoContextTouched() throws IOException {
        try (var routes =
                        ConfiguredProxy.start(ROUTES, "tomcat=" + tomcat.port(), "broken=" + tomcat.port(), "down=1");
                var bare = ConfiguredProxy.start("", "tomcat=" + tomcat.port())) {
            for (ConfiguredProxy off : List.of(routes, bare)) {
                assertThat(sent(get(off, "/headers"), "traceparent")).isEmpty();
                Answer given = get(off, "/headers", context(TRACE, "01"), "tracestate: vendor=1");
                assertThat(sent(given, "traceparent")).hasValue("00-" + TRACE + "-" + PARENT + "-01");
                assertThat(sent(given, "tracestate")).hasValue("vendor=1");
                assertThat(off.server().snapshot().figures().spans()).isEmpty();
            }
        }
    }

    private static String context(String trace, String flags) {
        return "traceparent: 00-" + trace + "-" + PARENT + "-" + flags;
    }

    /// The line `name: value` of what the backend was sent.
    private static Optional<String> sent(Answer answer, String name) {
        List<String> found = answer.body()
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .toList();
        assertThat(found).hasSizeLessThan(2);
        return found.stream().findFirst();
    }

    private static long count(ConfiguredProxy of, String result) {
        return of.server().snapshot().figures().spans().getOrDefault(result, 0L);
    }

    /// All spans of a trace, as soon as there are so many; its request's first.
    private static List<Told> spans(String trace, int count) {
        until("the spans of " + trace, () -> collector.trace(trace).size() >= count);
        List<Told> all = new ArrayList<>(collector.trace(trace));
        assertThat(all).hasSize(count);
        all.sort((a, b) ->
                Boolean.compare(b.kind() == SpanKind.SPAN_KIND_SERVER, a.kind() == SpanKind.SPAN_KIND_SERVER));
        return all;
    }

    @Test
    void aTraceGoesOnThroughTheProxy() throws IOException {
        String trace = "1" + TRACE.substring(1);
        Answer answer =
                get(proxy, "/shop/headers?x=1&sig=abc", context(trace, "01"), "tracestate: a=1", "TraceState: b=2");
        List<Told> spans = spans(trace, 2);
        Told request = spans.getFirst();
        Told attempt = spans.getLast();

        assertThat(request.parent()).isEqualTo(PARENT);
        assertThat(attempt.parent()).isEqualTo(request.id());
        assertThat(sent(answer, "traceparent")).contains("00-" + trace + "-" + attempt.id() + "-01");
        assertThat(sent(answer, "tracestate")).contains("a=1,b=2");
        assertThat(request.name()).isEqualTo("GET /shop/*");
        assertThat(request.error()).isFalse();
        assertThat(request.attributes())
                .isEqualTo(Map.ofEntries(
                        Map.entry("http.request.method", "GET"),
                        Map.entry("http.route", "/shop/*"),
                        Map.entry("http.response.status_code", "200"),
                        Map.entry("url.path", "/shop/headers"),
                        Map.entry("url.query", "x=1&sig=REDACTED"),
                        Map.entry("url.scheme", "http"),
                        Map.entry("server.address", "shop.example.org"),
                        Map.entry("server.port", "81"),
                        Map.entry("client.address", "127.0.0.1"),
                        Map.entry("network.peer.address", "127.0.0.1")));
        assertThat(attempt.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(attempt.name()).isEqualTo("GET");
        assertThat(attempt.attributes())
                .isEqualTo(Map.of(
                        "http.request.method", "GET",
                        "http.response.status_code", "200",
                        "url.full", "http://127.0.0.1:" + tomcat.port() + "/headers?x=1&sig=REDACTED",
                        "server.address", "127.0.0.1",
                        "server.port", Integer.toString(tomcat.port()),
                        "tandem.pool", "tomcat",
                        "tandem.backend", "tomcat-1"));
        assertThat(collector.services()).containsExactly("front");
    }

    @Test
    void eachTryIsASpan() throws IOException {
        String trace = null;
        // Either backend may be asked first.
        for (int i = 0; i < 10 && breaking.heads().isEmpty(); i++) {
            trace = "2" + i + TRACE.substring(2);
            assertThat(get(proxy, "/broken/x", context(trace, "01")).status()).isEqualTo(200);
        }
        List<Told> spans = spans(Objects.requireNonNull(trace), 3);
        Told request = spans.getFirst();
        List<Told> tries = spans.subList(1, 3);

        assertThat(request.error()).isFalse();
        assertThat(tries).allMatch(one -> one.parent().equals(request.id()));
        assertThat(tries)
                .extracting(one -> one.attributes().get("tandem.backend"), Told::error)
                .containsExactlyInAnyOrder(tuple("broken-1", true), tuple("broken-2", false));
        Told second = tries.stream().filter(one -> !one.error()).findFirst().orElseThrow();
        assertThat(second.attributes()).containsEntry("http.request.resend_count", "1");
        Told first = tries.stream().filter(Told::error).findFirst().orElseThrow();
        assertThat(first.attributes())
                .containsKey("error.type")
                .doesNotContainKeys("http.response.status_code", "http.request.resend_count");
    }

    @Test
    void whatTheProxyRefusesIsAnError() throws IOException {
        String trace = "3" + TRACE.substring(1);
        assertThat(get(proxy, "/down/x", context(trace, "01")).status()).isEqualTo(502);
        until(
                "the request's span",
                () -> collector.trace(trace).stream().anyMatch(span -> span.kind() == SpanKind.SPAN_KIND_SERVER));
        Told request = spans(trace, collector.trace(trace).size()).getFirst();

        assertThat(request.error()).isTrue();
        assertThat(request.attributes())
                .containsEntry("error.type", "502")
                .containsEntry("http.response.status_code", "502")
                .containsKey("tandem.rejection");
    }

    @Test
    void anAnswerOfTheProxyHasNoTry() throws IOException {
        String trace = "4" + TRACE.substring(1);
        assertThat(get(proxy, "/fixed", context(trace, "01")).body()).isEqualTo("here");
        assertThat(spans(trace, 1).getFirst().name()).isEqualTo("GET /fixed");
    }

    @Test
    void aTraceThatIsNotSampledGoesOnUnsampled() throws IOException {
        String trace = "5" + TRACE.substring(1);
        Answer answer = get(proxy, "/headers", context(trace, "00"), "tracestate: a=1");
        String marker = "6" + TRACE.substring(1);
        get(proxy, "/headers", context(marker, "01"));
        spans(marker, 2);

        assertThat(sent(answer, "traceparent").orElseThrow())
                .startsWith("00-" + trace + "-")
                .endsWith("-00")
                .doesNotContain(PARENT);
        assertThat(sent(answer, "tracestate")).contains("a=1");
        assertThat(collector.trace(trace)).isEmpty();
    }

    @Test
    void aMalformedContextIsDropped() throws IOException {
        String good = "00-" + TRACE + "-" + PARENT + "-01";
        for (String fields : List.of(
                "traceparent: 00-" + TRACE + "-" + PARENT,
                "traceparent: " + good + "-more",
                "traceparent: ff-" + TRACE + "-" + PARENT + "-01",
                "traceparent: 00-" + "0".repeat(32) + "-" + PARENT + "-01",
                "traceparent: 00-" + TRACE + "-" + "0".repeat(16) + "-01",
                "traceparent: 00-" + TRACE.replace('a', 'A') + "-" + PARENT + "-01",
                "traceparent: nonsense",
                "traceparent: " + good + "|traceparent: " + good)) {
            Answer answer = get(proxy, "/headers", (fields + "|tracestate: a=1").split("\\|"));

            String on = sent(answer, "traceparent").orElseThrow();
            assertThat(on)
                    .as(fields)
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]")
                    .doesNotContainIgnoringCase(TRACE);
            assertThat(sent(answer, "tracestate")).as(fields).isEmpty();
        }
    }

    @Test
    void aContextOfALaterVersionIsContinued() throws IOException {
        String trace = "7" + TRACE.substring(1);
        Answer answer = get(proxy, "/headers", "traceparent: cc-" + trace + "-" + PARENT + "-01-later");

        assertThat(sent(answer, "traceparent").orElseThrow()).startsWith("00-" + trace + "-");
        spans(trace, 2);
    }

    @Test
    void aBrokenTracestateLeavesTheTrace() throws IOException {
        String trace = "8" + TRACE.substring(1);
        Answer answer = get(proxy, "/headers", context(trace, "01"), "tracestate: =;nonsense");

        assertThat(sent(answer, "traceparent").orElseThrow()).startsWith("00-" + trace + "-");
        assertThat(sent(answer, "tracestate")).isEmpty();
    }

    @Test
    void nobodyIsBelievedWhereThatIsSaid() throws IOException {
        try (var careful = start(collector.endpoint(), "sample: 0%, accept: nobody")) {
            Answer answer = get(careful, "/headers", context(TRACE, "01"), "tracestate: a=1");

            assertThat(sent(answer, "traceparent").orElseThrow())
                    .matches(".*-0[02]")
                    .doesNotContain(TRACE);
            assertThat(sent(answer, "tracestate")).isEmpty();
            assertThat(careful.server().snapshot().figures().spans()).containsEntry("exported", 0L);
        }
    }

    @Test
    void aCollectorThatIsGoneCostsNothingButSpans() throws IOException {
        try (var alone = start("http://127.0.0.1:1/v1/traces", "sample: 100%, timeout: 100ms")) {
            for (int i = 0; i < 20; i++) assertThat(get(alone, "/x").body()).isEqualTo("tomcat");
            until("all are counted", () -> count(alone, "failed") == 40);
            assertThat(alone.server().snapshot().figures().spans())
                    .isEqualTo(Map.of("exported", 0L, "dropped", 0L, "failed", 40L));
        }
    }

    @Test
    void whatTheQueueDoesNotHoldIsDropped() throws IOException {
        try (var slow = TraceCollector.start(false);
                var full = start(slow.endpoint(), "sample: 100%, queue: 64, timeout: 1m")) {
            // One batch is under way, and the queue full.
            until("the queue is full", Duration.ofSeconds(30), () -> {
                get(full, "/many");
                return count(full, "dropped") > 0;
            });
            slow.answer();
            until(
                    "what waited has gone",
                    () -> count(full, "exported") + count(full, "dropped")
                            == 2 * full.server().snapshot().requests());
            assertThat(slow.requests("/many")).isNotEmpty();
            assertThat(full.server().snapshot().figures().spans()).containsEntry("failed", 0L);
        }
    }
}
