package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.proxy.RawHttp2.CONTINUATION;
import static tandem.proxy.RawHttp2.DATA;
import static tandem.proxy.RawHttp2.END_HEADERS;
import static tandem.proxy.RawHttp2.END_STREAM;
import static tandem.proxy.RawHttp2.ENHANCE_YOUR_CALM;
import static tandem.proxy.RawHttp2.HEADERS;
import static tandem.proxy.RawHttp2.PING;
import static tandem.proxy.RawHttp2.PROTOCOL_ERROR;
import static tandem.proxy.RawHttp2.RST_STREAM;
import static tandem.proxy.RawHttp2.SETTINGS;
import static tandem.proxy.RawHttp2.WINDOW_UPDATE;
import static tandem.proxy.RawHttp2.block;
import static tandem.proxy.RawHttp2.get;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.fixture.Await;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;

/// Frames that no honest client sends: what is malformed is refused by itself, what is a flood ends its
/// connection, and neither reaches a backend.
class Http2AbuseIT {
    private final RawBackend backend = RawBackend.start(connection -> {
        for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
            if (head.startsWith("POST /trailers ")) connection.send("""
                    HTTP/1.1 200 OK\r
                    Transfer-Encoding: chunked\r
                    Trailer: grpc-status\r
                    \r
                    2\r
                    hi\r
                    0\r
                    grpc-status: 0\r
                    \r
                    """);
            else connection.answer("fine");
        }
    });
    private final ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
    private int port;

    @BeforeEach
    void open() {
        port = RawHttp2.listener(proxy.server());
    }

    @AfterEach
    void close() {
        Await.until("every connection has ended", () -> proxy.server().connections() == 0);
        assertThat(proxy.server().inFlight()).isZero();
        proxy.close();
        backend.close();
    }

    @Test
    void aPlainListenerTakesBothProtocols() throws Exception {
        try (var http2 = new RawHttp2(port);
                var http1 = tandem.fixture.RawClient.connect(port)) {
            http2.request(1, true, get("x-a", "1"));
            assertThat(new String(http2.read(DATA, 1).payload(), StandardCharsets.US_ASCII))
                    .isEqualTo("fine");
            assertThat(http1.get("/").body()).isEqualTo("fine");
            assertThat(backend.heads()).anyMatch(head -> head.contains("GET / HTTP/1.1") && head.contains("x-a: 1"));
        }
    }

    @Test
    void anAnswerThatItsClientHasNotTakenHoldsUpNobodyElse() throws Exception {
        try (var client = new RawHttp2(port)) {
            // A window of two bytes a stream (RFC 9113 §6.5.2), while the answers have four.
            client.send(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 2});
            for (int stream = 1; stream < 20; stream += 2) {
                client.request(stream, true, get());
                assertThat(client.read(DATA, stream).payload()).isEqualTo("fi".getBytes(StandardCharsets.US_ASCII));
            }
            client.send(WINDOW_UPDATE, 0, 1, new byte[] {0, 0, 0, 2});
            assertThat(client.end(1).payload()).isEqualTo("ne".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void theFieldsBehindABodyPassBothWays() throws Exception {
        try (var client = new RawHttp2(port)) {
            client.request(
                    1,
                    false,
                    ":method",
                    "POST",
                    ":scheme",
                    "http",
                    ":path",
                    "/trailers",
                    ":authority",
                    "test",
                    "te",
                    "trailers",
                    "content-length",
                    "0");
            client.send(HEADERS, END_HEADERS | END_STREAM, 1, block("x-checksum", "1"));
            client.read(HEADERS, 1);
            assertThat(client.read(DATA, 1).payload()).isEqualTo("hi".getBytes(StandardCharsets.US_ASCII));
            var last = client.read(HEADERS, 1);
            assertThat(last.flags() & END_STREAM).isNotZero();
            assertThat(backend.heads())
                    .anyMatch(head -> head.toLowerCase(java.util.Locale.ROOT).contains("te: trailers"));
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("§8.2.1 an upper-case name", get("X-Upper", "1")),
                Arguments.of("§8.2.1 a line break in a value", get("x-a", "1\r\nx-evil: 2")),
                Arguments.of("§8.2.1 a line feed in a value", get("x-a", "1\nx-evil: 2")),
                Arguments.of("§8.2.1 a NUL in a value", get("x-a", "1\u0000")),
                Arguments.of("§8.2.1 a blank before a value", get("x-a", " 1")),
                Arguments.of("§8.2.1 a blank behind a value", get("x-a", "1 ")),
                Arguments.of("§8.2.1 a colon in a name", get("x-a: 1\r\nx-evil", "2")),
                Arguments.of("§8.2.1 a blank in a name", get("x a", "2")),
                Arguments.of("§8.2.1 an empty name", get("", "2")),
                Arguments.of("§8.2.2 connection", get("connection", "keep-alive")),
                Arguments.of("§8.2.2 keep-alive", get("keep-alive", "1")),
                Arguments.of("§8.2.2 proxy-connection", get("proxy-connection", "close")),
                Arguments.of("§8.2.2 transfer-encoding", get("transfer-encoding", "chunked")),
                Arguments.of("§8.2.2 upgrade", get("upgrade", "websocket")),
                Arguments.of("§8.2.2 te", get("te", "gzip")),
                Arguments.of("§8.3 an unknown pseudo-field", get(":evil", "1")),
                Arguments.of("§8.3 a pseudo-field behind a field", get("x-a", "1", ":path", "/b")),
                Arguments.of("§8.3 a pseudo-field twice", get(":path", "/b")),
                Arguments.of("§8.3.1 no path", fields(":method", "GET", ":scheme", "http", ":authority", "test")),
                Arguments.of("§8.3.1 no method", fields(":scheme", "http", ":path", "/", ":authority", "test")),
                Arguments.of("§8.3.1 no scheme", fields(":method", "GET", ":path", "/", ":authority", "test")),
                Arguments.of("§8.3.1 no authority", fields(":method", "GET", ":scheme", "http", ":path", "/")),
                Arguments.of("§8.3.1 an empty path", path("")),
                Arguments.of("a request line in a path", path("/ HTTP/1.1\r\nx-evil: 1\r\nx: ")),
                Arguments.of("a blank in a path", path("/a b")),
                Arguments.of("a blank in a method", method("GET /evil")),
                Arguments.of("a line break in an authority", authority("test\r\nx-evil: 1")),
                Arguments.of("§8.3.1 another Host than the authority", get("host", "other")),
                Arguments.of(
                        "§8.3.1 a foreign scheme",
                        fields(":method", "GET", ":scheme", "ftp", ":path", "/", ":authority", "test")),
                Arguments.of("§8.1.1 a length that is not that of the body", get("content-length", "7")));
    }

    private static String[] fields(String... all) {
        return all;
    }

    private static String[] path(String path) {
        return fields(":method", "GET", ":scheme", "http", ":path", path, ":authority", "test");
    }

    private static String[] method(String method) {
        return fields(":method", method, ":scheme", "http", ":path", "/", ":authority", "test");
    }

    private static String[] authority(String authority) {
        return fields(":method", "GET", ":scheme", "http", ":path", "/", ":authority", authority);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void whatIsMalformedIsResetAndTheConnectionGoesOn(String what, String[] fields) throws Exception {
        try (var client = new RawHttp2(port)) {
            client.request(1, true, fields);
            var end = client.end(1);
            assertThat(end.type()).as(what).isEqualTo(RST_STREAM);
            assertThat(end.error()).isEqualTo(PROTOCOL_ERROR);
            client.request(3, true, get());
            assertThat(client.end(3).type()).isEqualTo(DATA);
            assertThat(backend.heads()).hasSize(1).noneMatch(head -> head.contains("evil"));
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("CONNECT", method("CONNECT")),
                Arguments.of("a target that is no path", path("example.com")),
                Arguments.of("an authority with a user", authority("user@test")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void whatHttp1WouldRefuseIsRefusedHereToo(String what, String[] fields) throws Exception {
        try (var client = new RawHttp2(port)) {
            client.request(1, true, fields);
            assertThat(client.end(1).stream()).isEqualTo(1);
            assertThat(backend.heads()).isEmpty();
        }
    }

    /// What a flood sends.
    private interface Flood {
        void send(RawHttp2 client, int round) throws IOException;
    }

    private int flooded(int rounds, Flood flood) throws Exception {
        try (var client = new RawHttp2(port)) {
            var reader = new java.util.concurrent.FutureTask<>(client::goodbye);
            Thread.ofVirtual().start(reader);
            try {
                for (int i = 0; i < rounds && !reader.isDone(); i++) flood.send(client, i);
            } catch (IOException ended) {
                // The proxy does not wait for the rest of a flood.
            }
            return reader.get(60, java.util.concurrent.TimeUnit.SECONDS);
        }
    }

    @Test
    void rapidResetsEndTheConnection() throws Exception {
        assertThat(flooded(
                        2000,
                        (client, i) -> client.request(2 * i + 1, true, get())
                                .send(RST_STREAM, 0, 2 * i + 1, new byte[] {0, 0, 0, 8})))
                .isIn(ENHANCE_YOUR_CALM, -1);
        assertThat(proxy.server().snapshot().requests()).isLessThan(400);
    }

    @Test
    void pingsThatComeInAFloodEndTheConnection() throws Exception {
        assertThat(flooded(5000, (client, i) -> client.send(PING, 0, 0, new byte[8])))
                .isIn(ENHANCE_YOUR_CALM, -1);
    }

    @Test
    void settingsThatComeInAFloodEndTheConnection() throws Exception {
        assertThat(flooded(5000, (client, i) -> client.send(SETTINGS, 0, 0, new byte[0])))
                .isIn(ENHANCE_YOUR_CALM, -1);
    }

    @Test
    void continuationsWithoutEndEndTheConnection() throws Exception {
        assertThat(flooded(5000, (client, i) -> {
                    if (i == 0) client.send(HEADERS, END_STREAM, 1, block(get()));
                    else client.send(CONTINUATION, 0, 1, block("x-" + i, "1"));
                }))
                .isIn(ENHANCE_YOUR_CALM, -1);
    }

    @Test
    void emptyFramesEndTheConnection() throws Exception {
        assertThat(flooded(5000, (client, i) -> {
                    if (i == 0) client.request(1, false, get());
                    else client.send(DATA, 0, 1, new byte[0]);
                }))
                .isIn(ENHANCE_YOUR_CALM, -1);
    }

    @Test
    void aHeadThatIsTooLargeGetsNoFurther() throws Exception {
        var fields = new ArrayList<>(List.of(get()));
        for (int i = 0; i < 200; i++) fields.addAll(List.of("x-" + i, "v".repeat(100)));
        try (var client = new RawHttp2(port)) {
            var whole = block(fields.toArray(String[]::new));
            client.send(HEADERS, END_STREAM, 1, java.util.Arrays.copyOfRange(whole, 0, 16_000));
            client.send(CONTINUATION, END_HEADERS, 1, java.util.Arrays.copyOfRange(whole, 16_000, whole.length));
            try {
                assertThat(client.end(1).stream()).isEqualTo(1);
            } catch (IOException goodbye) {
                assertThat(goodbye).isInstanceOf(IOException.class);
            }
        }
        assertThat(backend.heads()).isEmpty();
    }
}
