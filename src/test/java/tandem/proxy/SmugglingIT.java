package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;

/// Requests that two implementations could read differently, through a real socket: each is
/// refused, its connection ends, and a request that hides in it never reaches the backend.
final class SmugglingIT {
    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: t\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private static RawBackend backend;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        backend = RawBackend.answering(OK);
        proxy = ProxyUnderTest.start(backend.port());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        backend.close();
    }

    private static Arguments refused(String section, String what, int status, String... lines) {
        return Arguments.of(section, what, status, String.join("\r\n", lines) + "\r\n\r\n");
    }

    private static Arguments get(String section, String what, int status, String... fields) {
        return refused(section, what, status, "GET /x HTTP/1.1\r\n" + String.join("\r\n", fields));
    }

    private static Arguments post(String section, String what, int status, String... fields) {
        return refused(section, what, status, "POST /x HTTP/1.1\r\nHost: t\r\n" + String.join("\r\n", fields));
    }

    static Stream<Arguments> framings() {
        return Stream.of(
                post("9112 §6.1", "both framings", 400, "Content-Length: 4", "Transfer-Encoding: chunked"),
                post("9112 §6.1", "both, the other way round", 400, "Transfer-Encoding: chunked", "Content-Length: 4"),
                post("9112 §6.1", "a coding before chunked", 501, "Transfer-Encoding: gzip, chunked"),
                post("9112 §6.1", "a coding after chunked", 400, "Transfer-Encoding: chunked, gzip"),
                post("9112 §6.1", "identity", 400, "Transfer-Encoding: identity"),
                post("9112 §6.1", "an unknown coding", 400, "Transfer-Encoding: xchunked"),
                post("9112 §6.1", "chunked twice in one line", 400, "Transfer-Encoding: chunked, chunked"),
                post("9112 §6.1", "chunked twice", 400, "Transfer-Encoding: chunked", "Transfer-Encoding: chunked"),
                post("9112 §6.1", "two lines", 400, "Transfer-Encoding: chunked", "Transfer-Encoding: identity"),
                post("9112 §6.1", "two lines, reversed", 400, "Transfer-Encoding: x", "Transfer-Encoding: chunked"),
                post("9112 §6.1", "a parameter", 400, "Transfer-Encoding: chunked;q=1"),
                post("9112 §6.1", "quotes", 400, "Transfer-Encoding: \"chunked\""),
                post("9112 §6.1", "an empty coding", 400, "Transfer-Encoding: "),
                post("9112 §6.1", "a trailing comma", 400, "Transfer-Encoding: chunked,"),
                post("9112 §6.1", "a vertical tab", 400, "Transfer-Encoding: \u000bchunked"),
                post("9112 §5.1", "a space before the colon", 400, "Transfer-Encoding : chunked"),
                post("9112 §5.2", "a folded coding", 400, "Transfer-Encoding:", " chunked"),
                refused("9112 §6.1", "chunked in 1.0", 400, "POST /x HTTP/1.0", "Transfer-Encoding: chunked"),
                post("9112 §6.3", "two lengths", 400, "Content-Length: 4", "Content-Length: 5"),
                post("9112 §6.3", "the same length twice", 400, "Content-Length: 4", "Content-Length: 4"),
                post("9112 §6.3", "a list of lengths", 400, "Content-Length: 4, 4"),
                post("9112 §6.3", "a sign", 400, "Content-Length: +4"),
                post("9112 §6.3", "a negative length", 400, "Content-Length: -4"),
                post("9112 §6.3", "hexadecimal", 400, "Content-Length: 0x4"),
                post("9112 §6.3", "a fraction", 400, "Content-Length: 4.0"),
                post("9112 §6.3", "an empty length", 400, "Content-Length: "),
                post("9112 §6.3", "a length beyond 64 bits", 400, "Content-Length: 99999999999999999999"),
                post("9112 §6.3", "a space within", 400, "Content-Length: 4 4"));
    }

    static Stream<Arguments> heads() {
        return Stream.of(
                get("9112 §3.2", "no Host", 400, "X: y"),
                get("9112 §3.2", "two Hosts", 400, "Host: a", "Host: b"),
                get("9112 §3.2", "the same Host twice", 400, "Host: a", "Host: a"),
                get("9112 §3.2", "an empty Host", 400, "Host: "),
                get("9112 §3.2", "a path in Host", 400, "Host: a/b"),
                get("9112 §3.2", "user information in Host", 400, "Host: a@b"),
                get("9112 §3.2", "a list in Host", 400, "Host: a, b"),
                get("9112 §5.1", "a space before Host's colon", 400, "Host : a"),
                get("9112 §2.2", "a space before the first field", 400, " Host: a"),
                get("9110 §5.1", "no field name", 400, "Host: a", ": b"),
                get("9110 §5.1", "a field without a colon", 400, "Host: a", "nothing"),
                get("9110 §5.5", "a NUL in a value", 400, "Host: a", "X: a\u0000b"),
                get("9110 §5.5", "a bare CR in a value", 400, "Host: a", "X: a\rContent-Length: 4"),
                get(
                        "9112 §6.3",
                        "a body that keys stand for",
                        400,
                        "Host: a",
                        "Sec-WebSocket-Key1: 1",
                        "Sec-WebSocket-Key2: 2"),
                refused("9110 §9.3.6", "CONNECT", 501, "CONNECT t:443 HTTP/1.1", "Host: t"),
                refused("9112 §3", "no version", 400, "GET /x", "Host: t"),
                refused("9112 §3", "tabs between the parts of the line", 400, "GET\t/tabs\tHTTP/1.1", "Host: t"),
                refused("9112 §3", "a space in the target", 400, "GET /x y HTTP/1.1", "Host: t"),
                refused("9112 §3.2", "a relative target", 400, "GET x HTTP/1.1", "Host: t"),
                refused("9112 §3.2", "an asterisk for GET", 400, "GET * HTTP/1.1", "Host: t"),
                refused("9112 §3.2", "a fragment", 400, "GET /x#y HTTP/1.1", "Host: t"),
                refused("9112 §3.2", "bytes beyond ASCII", 400, "GET /\u00e9 HTTP/1.1", "Host: t"),
                refused("9110 §7.4", "another scheme", 421, "GET https://t/x HTTP/1.1", "Host: t"),
                refused("9112 §3.2", "an unknown scheme", 400, "GET ftp://t/x HTTP/1.1", "Host: t"),
                refused("9110 §4.2.4", "user information", 400, "GET http://u@t/x HTTP/1.1", "Host: t"),
                refused("9112 §2.3", "not a version", 400, "GET /x HTTP/one", "Host: t"),
                refused("9112 §2.2", "bare LF", 400, "GET /x HTTP/1.1\nHost: t\n"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource({"framings", "heads"})
    void isRefused(String section, String what, int status, String request) throws IOException {
        backend.heads().clear();
        try (RawClient client = proxy.client()) {
            client.send(request + HIDDEN);
            Answer answer = client.read();
            assertThat(answer.status()).as(section).isEqualTo(status);
            assertThat(answer.body()).startsWith(status + " ").doesNotContain("Exception");
            assertThat(client.isEnded()).as("the connection ends").isTrue();
        }
        assertThat(backend.heads()).isEmpty();
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("9112 §7.1", "a sign in the chunk size", "+4\r\nbody\r\n0\r\n\r\n"),
                Arguments.of("9112 §7.1", "0x in the chunk size", "0x4\r\nbody\r\n0\r\n\r\n"),
                Arguments.of("9112 §7.1", "a minus in the chunk size", "-4\r\nbody\r\n0\r\n\r\n"),
                Arguments.of("9112 §7.1", "an underscore in the chunk size", "0_4\r\nbody\r\n0\r\n\r\n"),
                Arguments.of("9112 §7.1", "junk after the chunk size", "4 junk\r\nbody\r\n0\r\n\r\n"),
                Arguments.of("9112 §7.1", "a chunk size beyond 64 bits", "1".repeat(17) + "\r\nbody\r\n0\r\n\r\n"),
                Arguments.of("9112 §7.1", "an empty chunk size", "\r\nbody\r\n0\r\n\r\n"),
                Arguments.of("9112 §7.1", "a chunk longer than it says", "2\r\nbody\r\n0\r\n\r\n"),
                Arguments.of("9112 §7.1", "bare LF after the size", "4\nbody\r\n0\r\n\r\n"),
                Arguments.of("9112 §7.1.1", "bare LF in an extension", "4;a\nb\r\nbody\r\n0\r\n\r\n"),
                Arguments.of("9112 §7.1.1", "bare CR in an extension", "4;a\rb\r\nbody\r\n0\r\n\r\n"));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("bodies")
    void aBodyThatGoesWrongEndsBothConnections(String section, String what, String body) throws IOException {
        backend.heads().clear();
        try (RawClient client = proxy.client()) {
            client.send(head("POST /x HTTP/1.1", "Host: t", "Transfer-Encoding: chunked") + body + HIDDEN);
            // An answer may have been on its way already; after it nothing more comes.
            client.in().readAllBytes();
        } catch (IOException reset) {
            // Just as well.
        }
        assertThat(backend.heads()).as(section).noneMatch(head -> head.contains("hidden"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length: 4\r\n\r\nbody", "Transfer-Encoding: Chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n"})
    void aRequestBehindAnUnambiguousOneIsServed(String rest) throws IOException {
        try (RawClient client = proxy.client()) {
            client.send("POST /x HTTP/1.1\r\nHost: t\r\n" + rest + HIDDEN);
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void anotherMajorVersionIsRefused() throws IOException {
        try (RawClient client = proxy.client()) {
            client.send(head("GET /x HTTP/2.0", "Host: t"));
            String answer = new String(client.in().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 505 ");
        }
    }

    @Test
    void aFieldNamedByConnectionDoesNotTakeTheFramingAway() throws IOException {
        try (RawBackend echo = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.answer(new String(connection.readBody(4), StandardCharsets.US_ASCII));
                });
                ProxyUnderTest other = ProxyUnderTest.start(echo.port());
                RawClient client = other.client()) {
            client.send(head("POST /x HTTP/1.1", "Host: t", "Connection: Content-Length, Host", "Content-Length: 4"));
            client.send("body");
            assertThat(client.read().body()).isEqualTo("body");
            assertThat(echo.heads().getFirst())
                    .containsIgnoringCase("content-length: 4")
                    .containsIgnoringCase("host: t");
        }
    }

    @Test
    void aHeadBeyondTheLimitIsA431ThatCanBeRead() throws IOException {
        assertCleanRefusal("GET /x HTTP/1.1\r\nHost: t\r\nX: " + "x".repeat(2_000_000) + "\r\n\r\n", 431);
    }

    @Test
    void manySmallFieldsAreA431() throws IOException {
        assertCleanRefusal("GET /x HTTP/1.1\r\nHost: t\r\n" + "X: y\r\n".repeat(10_000) + "\r\n", 431);
    }

    @Test
    void aTargetBeyondTheLimitIsA414ThatCanBeRead() throws IOException {
        assertCleanRefusal("GET /" + "x".repeat(2_000_000) + " HTTP/1.1\r\nHost: t\r\n\r\n", 414);
    }

    private static void assertCleanRefusal(String request, int status) throws IOException {
        try (RawClient client = proxy.client()) {
            client.send(request);
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("connection")).hasValue("close");
            assertThat(answer.body()).startsWith(status + " ").contains("RFC");
            assertThat(client.isEnded()).isTrue();
        }
    }
}
