package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.Payload;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;

/// Answers that are compressed on their way, and those that must not be.
final class CompressionIT {
    private static final int LARGE = 8 << 20;
    private static final String TEXT = "All work and no play makes Jack a dull boy. ".repeat(100);
    private static final CountDownLatch FIRST_SEEN = new CountDownLatch(1);

    @TempDir
    static Path folder;

    private static RawBackend backend;
    private static ConfiguredProxy proxy;
    private static SafeListener safe;

    @BeforeAll
    static void start() {
        backend = RawBackend.start(connection -> {
            for (String asked = connection.readHead(); !asked.isEmpty(); asked = connection.readHead()) {
                String path = asked.split(" ", 3)[1];
                switch (path) {
                    case "/large" -> {
                        connection.send(
                                head("HTTP/1.1 200 OK", "Content-Type: text/plain", "Content-Length: " + LARGE));
                        connection.send(new String(Payload.bytes(LARGE), StandardCharsets.ISO_8859_1));
                    }
                    case "/chunked" ->
                        connection.send(head(
                                        "HTTP/1.1 200 OK",
                                        "Content-Type: text/html;charset=utf-8",
                                        "Transfer-Encoding: chunked")
                                + "2\r\nhi\r\n4\r\n you\r\n0\r\n\r\n");
                    case "/events" -> {
                        connection.send(
                                head("HTTP/1.1 200 OK", "Content-Type: text/event-stream", "Transfer-Encoding: chunked")
                                        + "9\r\ndata: 1\n\n\r\n");
                        await();
                        connection.send("9\r\ndata: 2\n\n\r\n0\r\n\r\n");
                    }
                    case "/page", "/off/page" -> answer(connection, asked, "Content-Type: text/html", "ETag: \"a\"");
                    default -> answer(connection, asked, field(path));
                }
            }
        });
        proxy = ConfiguredProxy.start("""
                compression: {enabled: true, types: [text/html, text/plain, text/event-stream]}
                hosts: [{routes: [{prefix: /off/, compress: false}]}]
                """, "raw=" + backend.port());
        safe = SafeListener.open(proxy.server(), folder);
    }

    private static void await() {
        try {
            assertThat(FIRST_SEEN.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// `/Name:value` asks for that field besides those of a page.
    private static String field(String path) {
        return path.substring(1).replace("%20", " ");
    }

    private static void answer(RawBackend.Connection connection, String asked, String... fields) throws IOException {
        String status = asked.contains("/206") ? "206 Partial Content" : "200 OK";
        Stream<String> all =
                Stream.concat(Stream.of("HTTP/1.1 " + status, "Content-Length: " + TEXT.length()), Stream.of(fields));
        if (Stream.of(fields).noneMatch(field -> field.startsWith("Content-Type")))
            all = Stream.concat(all, Stream.of("Content-Type: text/html"));
        connection.send(head(all.toArray(String[]::new)) + (asked.startsWith("HEAD") ? "" : TEXT));
    }

    @AfterAll
    static void stop() {
        proxy.close();
        backend.close();
    }

    private static Answer ask(String line, String... fields) throws IOException {
        try (RawClient client = proxy.client()) {
            return client.send(head(Stream.concat(Stream.of(line, "Host: test"), Stream.of(fields))
                            .toArray(String[]::new)))
                    .read(line.split(" ", 2)[0]);
        }
    }

    private static Answer get(String target, String... fields) throws IOException {
        return ask("GET " + target + " HTTP/1.1", fields);
    }

    private static String unzipped(byte[] bytes) throws IOException {
        return new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void whoTakesItGetsIt() throws IOException {
        Answer answer = get("/page", "Accept-Encoding: br;q=1, gzip;q=0.5");

        assertThat(answer.field("Content-Encoding")).contains("gzip");
        assertThat(answer.field("Vary")).contains("Accept-Encoding");
        assertThat(answer.field("ETag")).contains("W/\"a\"");
        assertThat(answer.field("Content-Length")).isEmpty();
        assertThat(answer.bytes().length).isLessThan(TEXT.length() / 4);
        assertThat(unzipped(answer.bytes())).isEqualTo(TEXT);
        assertThat(unzipped(get("/chunked", "Accept-Encoding: gzip").bytes())).isEqualTo("hi you");
    }

    @ParameterizedTest
    @CsvSource({"Accept-Encoding: gzip;q=0", "Accept-Encoding: br", "X-Other: gzip"})
    void whoDoesNotTakeItHearsThatOthersDo(String field) throws IOException {
        Answer answer = get("/page", field);

        assertThat(answer.field("Content-Encoding")).isEmpty();
        assertThat(answer.field("Vary")).contains("Accept-Encoding");
        assertThat(answer.field("ETag")).contains("\"a\"");
        assertThat(answer.body()).isEqualTo(TEXT);
    }

    @Test
    void anOldClientAndHeadGetTheLength() throws IOException {
        Answer old = ask("GET /page HTTP/1.0", "Accept-Encoding: gzip");
        assertThat(old.field("Content-Encoding")).isEmpty();
        assertThat(old.body()).isEqualTo(TEXT);
        Answer looked = ask("HEAD /page HTTP/1.1", "Accept-Encoding: gzip");
        assertThat(looked.field("Content-Encoding")).isEmpty();
        assertThat(looked.field("Vary")).contains("Accept-Encoding");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/Content-Encoding:br",
                "/Content-Encoding:gzip",
                "/Cache-Control:public,%20no-transform",
                "/Content-Range:206",
                "/Content-Type:image/png",
                "/off/page"
            })
    void whatMustNotBeIsNot(String target) throws IOException {
        Answer answer = get(target.replace(":206", ":bytes%200-4399/9000/206"), "Accept-Encoding: gzip");

        assertThat(answer.body()).isEqualTo(TEXT);
        assertThat(answer.field("Vary")).isEmpty();
        assertThat(answer.field("Content-Length")).contains(Integer.toString(TEXT.length()));
    }

    @Test
    void nobodyMayTransformWhatTheClientDoesNotWantTransformed() throws IOException {
        assertThat(get("/page", "Accept-Encoding: gzip", "Cache-Control: no-transform")
                        .body())
                .isEqualTo(TEXT);
    }

    @Test
    void aVaryThatSaysItStaysAlone() throws IOException {
        assertThat(get("/Vary:Origin,%20Accept-Encoding", "Accept-Encoding: gzip")
                        .fields("Vary"))
                .containsExactly("Origin, Accept-Encoding");
        assertThat(get("/Vary:Origin", "Accept-Encoding: gzip").fields("Vary"))
                .containsExactly("Origin", "Accept-Encoding");
    }

    @Test
    void eachEventIsSentWhenItComes() throws Exception {
        try (RawClient client = proxy.client()) {
            client.send(head("GET /events HTTP/1.1", "Host: test", "Accept-Encoding: gzip"));
            assertThat(client.readHead().field("Content-Encoding")).contains("gzip");
            var in = new GZIPInputStream(new Chunks(client.in()), 64);
            assertThat(new String(in.readNBytes(9), StandardCharsets.UTF_8)).isEqualTo("data: 1\n\n");
            FIRST_SEEN.countDown();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("data: 2\n\n");
        }
    }

    @Test
    void aConnectionLivesOnAndALargeBodyIsWhole() throws IOException {
        try (RawClient client = proxy.client()) {
            String asked = head("GET /large HTTP/1.1", "Host: test", "Accept-Encoding: gzip");
            client.send(asked + head("GET /page HTTP/1.1", "Host: test", "Accept-Encoding: gzip") + asked);
            assertThat(Payload.digest(new GZIPInputStream(
                            new ByteArrayInputStream(client.read().bytes()))))
                    .isEqualTo(Payload.digest(LARGE));
            assertThat(unzipped(client.read().bytes())).isEqualTo(TEXT);
            assertThat(client.read().field("Content-Encoding")).contains("gzip");
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsWithTlsGetTheSame(Version version) throws Exception {
        try (var client = safe.client(version)) {
            HttpResponse<InputStream> large = client.send(
                    HttpRequest.newBuilder(safe.uri("/large"))
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    BodyHandlers.ofInputStream());
            assertThat(large.version()).isEqualTo(version);
            assertThat(large.headers().firstValue("content-encoding")).contains("gzip");
            assertThat(large.headers().firstValue("content-length")).isEmpty();
            assertThat(Payload.digest(new GZIPInputStream(large.body()))).isEqualTo(Payload.digest(LARGE));
            HttpResponse<String> plain =
                    client.send(HttpRequest.newBuilder(safe.uri("/page")).build(), BodyHandlers.ofString());
            assertThat(plain.body()).isEqualTo(TEXT);
            assertThat(plain.headers().firstValue("vary")).contains("Accept-Encoding");
        }
    }

    /// The bytes of chunks as they come.
    private static final class Chunks extends InputStream {
        private final InputStream in;
        private int left;
        private boolean ended;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            if (ended || (left == 0 && !next())) return -1;
            left--;
            int octet = in.read();
            if (left == 0) line();
            return octet;
        }

        @Override
        public int read(byte[] to, int from, int length) throws IOException {
            int first = read();
            if (first < 0) return -1;
            to[from] = (byte) first;
            return 1;
        }

        @Override
        public int available() {
            return ended ? 0 : 1;
        }

        private boolean next() throws IOException {
            left = Integer.parseInt(line(), 16);
            ended = left == 0;
            return !ended;
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) throw new java.io.EOFException("within a chunk");
                if (c != '\r') line.append((char) c);
            }
            return line.toString();
        }
    }
}
