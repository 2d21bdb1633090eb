package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.proxy.RawHttp2.DATA;
import static tandem.proxy.RawHttp2.END_HEADERS;
import static tandem.proxy.RawHttp2.END_STREAM;
import static tandem.proxy.RawHttp2.HEADERS;
import static tandem.proxy.RawHttp2.PROTOCOL_ERROR;
import static tandem.proxy.RawHttp2.RST_STREAM;
import static tandem.proxy.RawHttp2.block;
import static tandem.proxy.RawHttp2.get;

import io.netty.handler.codec.http2.Http2Error;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.FullServer;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// What clients of HTTP/2 are answered at the limits of a configuration, as those of HTTP/1 are.
@SideBySide
final class Http2RefusalsIT {
    private final RawBackend backend = RawBackend.start(Http2RefusalsIT::serve);

    @TempDir
    Path folder;

    /// Answers a GET, and nothing else.
    private static void serve(RawBackend.Connection connection) throws IOException {
        for (String head = connection.readHead(); head.startsWith("GET / "); head = connection.readHead())
            connection.answer("done");
        connection.awaitEnd();
    }

    @AfterEach
    void close() {
        backend.close();
    }

    private ConfiguredProxy proxy(String yaml) {
        return ConfiguredProxy.start(yaml, "raw=" + backend.port());
    }

    private static String[] post(String path, String... more) {
        var fields =
                new ArrayList<>(List.of(":method", "POST", ":scheme", "http", ":path", path, ":authority", "test"));
        fields.addAll(List.of(more));
        return fields.toArray(String[]::new);
    }

    @Test
    void aBodyThatIsTooLargeIs413() throws Exception {
        try (var proxy = proxy("limits: {body-bytes: 1KiB}\n");
                var client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            var answers = new AnswerHeads(client);
            client.request(1, false, post("/said", "content-length", "1025"));
            assertThat(answers.status(1)).isEqualTo(413);
            client.request(3, false, post("/shown"));
            client.send(DATA, 0, 3, new byte[1024]).send(DATA, END_STREAM, 3, new byte[1]);
            assertThat(answers.status(3)).isEqualTo(413);
            // The connection is none the worse for it.
            assertThat(client.request(5, true, get()).end(5).type()).isEqualTo(DATA);
        }
    }

    /// It was under way when the stream was reset (RFC 9113 §5.1).
    @Test
    void whatComesOnAStreamThatWasGivenUpIsIgnored() throws Exception {
        try (var proxy = proxy("limits: {body-bytes: 1KiB}\n");
                var client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            client.request(1, false, post("/said", "content-length", "1025"));
            assertThat(client.read(RST_STREAM, 1).error()).isEqualTo(Http2Error.NO_ERROR.code());
            client.send(DATA, 0, 1, new byte[1000]).send(DATA, END_STREAM, 1, new byte[25]);
            client.request(3, true, get());
            for (var frame = client.read();
                    frame.stream() != 3 || (frame.flags() & END_STREAM) == 0;
                    frame = client.read()) assertThat(frame.type()).isNotEqualTo(RST_STREAM);
        }
    }

    @Test
    void aClientThatAsksTooOftenGets429() throws Exception {
        try (var proxy = proxy("limits: {requests-by-client: 1, burst: 2}\n");
                var client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            var answers = new AnswerHeads(client);
            var last = answers.next(ask(client, 1));
            // Two at once, and perhaps one for each second that this takes.
            for (int stream = 3; stream < 100 && last.status().toString().equals("200"); stream += 2)
                last = answers.next(ask(client, stream));
            assertThat(last.status()).hasToString("429");
            assertThat(last.get("retry-after")).hasToString("1");
        }
    }

    private static int ask(RawHttp2 client, int stream) throws IOException {
        client.request(stream, true, get());
        return stream;
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy:\n  response-timeout: 200ms\n", "limits: {total-timeout: 200ms}\n"})
    void aBackendThatIsSilentIs504(String yaml) throws Exception {
        try (var proxy = proxy(yaml);
                var client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            client.request(1, true, post("/silent"));
            assertThat(new AnswerHeads(client).status(1)).isEqualTo(504);
        }
    }

    @Test
    void aBackendThatTakesNoConnectionIs504() throws Exception {
        try (var full = FullServer.start();
                var proxy = ConfiguredProxy.start(
                        "proxy:\n  connect-timeout: 200ms\n  warm-connections: 0\n",
                        "full=" + full.backend().address());
                var client = proxy.client();
                var http2 = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            RawClient.Answer answer = client.get("/");
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body())
                    .isEqualTo("504 Gateway Timeout: no backend of pool full could be reached in time\n");
            http2.request(1, true, get());
            assertThat(new AnswerHeads(http2).status(1)).isEqualTo(504);
        }
    }

    @Test
    void moreFieldsThanThereMayBeAre431() throws Exception {
        try (var proxy = proxy("proxy:\n  header-fields: 20\n");
                var client = proxy.client();
                var http2 = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            // With the Host, by either protocol.
            var answers = new AnswerHeads(http2);
            http2.request(1, true, get(fields(19)));
            assertThat(answers.status(1)).isEqualTo(200);
            http2.request(3, true, get(fields(20)));
            assertThat(answers.status(3)).isEqualTo(431);
            client.send("GET / HTTP/1.1\r\nHost: test\r\n" + "X: 1\r\n".repeat(19) + "\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            client.send("GET / HTTP/1.1\r\nHost: test\r\n" + "X: 1\r\n".repeat(20) + "\r\n");
            assertThat(client.read().status()).isEqualTo(431);
        }
    }

    private static String[] fields(int count) {
        return Collections.nCopies(count, List.of("x", "1")).stream()
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    /// Of those that are malformed, the codec's headers, the codec and the proxy find one each.
    @Test
    void whatIsMalformedBehindAHeadIsTheClientsFault() throws Exception {
        Path file = folder.resolve("access.log");
        try (var proxy = proxy("access-log: {file: %s, format: \"$request_uri $status\"}\n".formatted(file));
                var client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            client.request(1, false, post("/name")).send(HEADERS, END_HEADERS | END_STREAM, 1, block("X-Upper", "1"));
            assertMalformed(client, 1);
            client.request(3, false, post("/pseudo")).send(HEADERS, END_HEADERS | END_STREAM, 3, block(":path", "/b"));
            assertMalformed(client, 3);
            client.request(5, false, post("/length", "content-length", "7")).send(DATA, END_STREAM, 5, new byte[3]);
            assertMalformed(client, 5);
            // And one that just leaves.
            client.request(7, false, post("/left")).send(RST_STREAM, 0, 7, RawHttp2.number(8));
            client.request(9, true, get()).end(9);
            assertThat(proxy.server().snapshot().rejected()).isEqualTo(3);
            assertThat(proxy.server().inFlight()).isZero();
        }
        assertThat(Files.readAllLines(file))
                .containsExactly("/name 400", "/pseudo 400", "/length 400", "/left 499", "/ 200");
    }

    @Test
    void aHeadThatIsLateHasItsLineByEitherProtocol() throws Exception {
        Path file = folder.resolve("access.log");
        try (var proxy = proxy("""
                proxy:
                  header-timeout: 200ms
                access-log: {file: %s, format: "$request_uri $status"}
                """.formatted(file))) {
            int port = RawHttp2.listener(proxy.server());
            try (var client = RawClient.connect(port);
                    var http2 = new RawHttp2(port)) {
                assertThat(client.send("GET / HTTP/1.1\r\n").read().status()).isEqualTo(408);
                http2.send(HEADERS, END_STREAM, 1, block(get()));
                assertThat(http2.goodbye()).isZero();
            }
            assertThat(proxy.server().snapshot().rejected()).isEqualTo(2);
        }
        assertThat(Files.readAllLines(file)).containsExactly("- 408", "- 408");
    }

    private static void assertMalformed(RawHttp2 client, int stream) throws IOException {
        var end = client.end(stream);
        assertThat(end.type()).isEqualTo(RST_STREAM);
        assertThat(end.error()).isEqualTo(PROTOCOL_ERROR);
    }

    @Test
    void anAnswerOfHttp1IsHeldToTheNumberOfFieldsToo() throws Exception {
        String answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + "X: 1\r\n".repeat(20) + "\r\n";
        try (var talkative = RawBackend.answering(answer);
                var proxy = ConfiguredProxy.start("proxy:\n  header-fields: 20\n", "raw=" + talkative.port());
                var client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
        }
    }
}
