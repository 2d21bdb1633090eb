package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.fixture.SideBySide;

/// Compression where it begins and ends: the shortest body that is worth it, and answers that speak of a
/// compressed body and have none.
@SideBySide
final class CompressionBordersIT {
    @TempDir
    static Path folder;

    private static RawBackend backend;
    private static ConfiguredProxy proxy;

    @BeforeAll
    static void start() {
        backend = RawBackend.start(connection -> {
            for (String asked = connection.readHead(); !asked.isEmpty(); asked = connection.readHead()) {
                String path = asked.split(" ", 3)[1];
                connection.send(
                        switch (path) {
                            case "/same/image" -> unchanged("Content-Type: image/png");
                            case "/same/as-it-is" -> unchanged("Cache-Control: no-transform");
                            case "/1023", "/1024" -> ofLength(Integer.parseInt(path.substring(1)));
                            default -> unchanged();
                        });
            }
        });
        proxy = ConfiguredProxy.start("""
                compression: {enabled: true, min-size: 1KiB}
                hosts: [{routes: [{prefix: /off/, compress: false}]}]
                """, "raw=" + backend.port());
    }

    private static String unchanged(String... fields) {
        var usual = Stream.of("HTTP/1.1 304 Not Modified", "ETag: \"a\"", "Content-Length: 4400");
        return head(Stream.concat(usual, Stream.of(fields)).toArray(String[]::new));
    }

    private static String ofLength(int length) {
        return head("HTTP/1.1 200 OK", "Content-Type: text/html", "Content-Length: " + length) + "a".repeat(length);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        backend.close();
    }

    private static Answer get(String target, String... fields) throws IOException {
        try (RawClient client = proxy.client()) {
            return client.send(head(
                            Stream.concat(Stream.of("GET " + target + " HTTP/1.1", "Host: test"), Stream.of(fields))
                                    .toArray(String[]::new)))
                    .read();
        }
    }

    /// Else a cache would hold what is compressed by a strong tag, and put a range of what is not behind it.
    @ParameterizedTest
    @ValueSource(strings = {"If-None-Match: W/\"a\"", "If-None-Match: \"a\", W/\"a\"", "If-Modified-Since: x"})
    void whoHasItCompressedHearsTheSameTagWhenItIsUnchanged(String condition) throws IOException {
        Answer answer = get("/same", "Accept-Encoding: gzip", condition);

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.field("ETag")).contains("W/\"a\"");
        assertThat(answer.field("Vary")).contains("Accept-Encoding");
        // Of what is compressed nobody knows the length.
        assertThat(answer.field("Content-Length")).isEmpty();
        assertThat(answer.field("Transfer-Encoding")).isEmpty();
        assertThat(answer.field("Content-Encoding")).isEmpty();
    }

    @Test
    void overHttp2TheTagIsTheSameToo() throws Exception {
        SafeListener safe = SafeListener.open(proxy.server(), folder);
        try (var client = safe.client(Version.HTTP_2)) {
            var answer = client.send(
                    HttpRequest.newBuilder(safe.uri("/same"))
                            .headers("Accept-Encoding", "gzip", "If-None-Match", "W/\"a\"")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(304);
            assertThat(answer.headers().allValues("etag")).containsExactly("W/\"a\"");
            assertThat(answer.headers().allValues("vary")).containsExactly("Accept-Encoding");
            assertThat(answer.headers().allValues("content-length")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"Accept-Encoding: gzip, If-None-Match: \"a\"", "Accept-Encoding: br, If-None-Match: W/\"a\""})
    void whoHasItAsItCameKeepsTheStrongTag(String encoding, String condition) throws IOException {
        Answer answer = get("/same", encoding, condition);

        assertThat(answer.field("ETag")).contains("\"a\"");
        assertThat(answer.field("Vary")).contains("Accept-Encoding");
        assertThat(answer.field("Content-Length")).contains("4400");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/off/same", "/same/image", "/same/as-it-is"})
    void whatIsNeverCompressedKeepsItsTagWhenItIsUnchanged(String target) throws IOException {
        Answer answer = get(target, "Accept-Encoding: gzip", "If-None-Match: W/\"a\"");

        assertThat(answer.status()).isEqualTo(304);
        assertThat(answer.field("ETag")).contains("\"a\"");
        assertThat(answer.field("Vary")).isEmpty();
    }

    @Test
    void whatIsShorterThanTheSettingIsNotWorthIt() throws IOException {
        Answer shorter = get("/1023", "Accept-Encoding: gzip");
        assertThat(shorter.field("Content-Encoding")).isEmpty();
        assertThat(shorter.body()).isEqualTo("a".repeat(1023));
        Answer just = get("/1024", "Accept-Encoding: gzip");
        assertThat(just.field("Content-Encoding")).contains("gzip");
        byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(just.bytes())).readAllBytes();
        assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo("a".repeat(1024));
    }
}
