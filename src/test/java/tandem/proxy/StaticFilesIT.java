package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.Await;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.Payload;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;

/// Files of a folder, for clients of bytes and for those of TLS and HTTP/2.
final class StaticFilesIT {
    private static final int LARGE = 20 << 20;
    private static final Instant MODIFIED = Instant.parse("2024-05-06T07:08:09.123456789Z");
    private static final String STYLE = "body { color: black }\n".repeat(100);
    private static final String CONFIGURATION = """
            hosts:
              - response-headers:
                  - {set: X-Host, value: tandem}
                routes:
                  - {prefix: /assets/, files: {root: "ROOT", cache-control: "public, max-age=60"}}
                  - {prefix: /plain/, files: {root: "ROOT", index: start.txt}}
                  - {prefix: /ready/, files: {root: "ROOT", precompressed: [br, gzip]}}
                  - {prefix: /off/, compress: false, files: {root: "ROOT"}}
            compression: {enabled: true, types: [text/css], min-size: 64B}
            error-pages:
              - {status: [404], body: "Lost?"}
            """;

    @TempDir
    static Path folder;

    private static RawBackend backend;
    private static ConfiguredProxy proxy;
    private static SafeListener safe;

    @BeforeAll
    static void start() throws IOException {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("sub folder"));
        Files.writeString(folder.resolve("secret.txt"), "secret");
        Path hello = Files.writeString(root.resolve("hello.txt"), "Hello, world!");
        Files.setLastModifiedTime(hello, FileTime.from(MODIFIED));
        Files.writeString(root.resolve("sub folder/index.html"), "<p>");
        Files.writeString(root.resolve("start.txt"), "start");
        Files.writeString(root.resolve(".secret"), "secret");
        Files.write(root.resolve("empty.css"), new byte[0]);
        Files.writeString(root.resolve("style.css"), STYLE);
        encoded(root, "app.js", ".gz", MODIFIED);
        encoded(root, "app.js", ".br", MODIFIED);
        encoded(root, "old.js", ".gz", MODIFIED.minusSeconds(1));
        Files.createSymbolicLink(root.resolve("out.txt"), folder.resolve("secret.txt"));
        try (var out = Files.newOutputStream(root.resolve("large.bin"))) {
            Payload.write(out, LARGE);
        }
        backend = RawBackend.start(connection -> {
            while (!connection.readHead().isEmpty()) connection.answer("backend");
        });
        proxy = ConfiguredProxy.start(CONFIGURATION.replace("ROOT", root.toString()), "raw=" + backend.port());
        safe = SafeListener.open(proxy.server(), folder);
    }

    /// A file, and one beside it that says which one it is; whether it is really encoded is not looked at.
    private static void encoded(Path root, String name, String suffix, Instant modified) throws IOException {
        Path file = Files.writeString(root.resolve(name), "the file");
        Files.setLastModifiedTime(file, FileTime.from(MODIFIED));
        Path beside = Files.writeString(root.resolve(name + suffix), "as" + suffix);
        Files.setLastModifiedTime(beside, FileTime.from(modified));
    }

    @AfterAll
    static void stop() throws IOException {
        Await.until("every request has ended", () -> proxy.server().inFlight() == 0);
        assertThat(openFiles()).isEmpty();
        proxy.close();
        backend.close();
    }

    /// Those of the folder that this process has open.
    private static java.util.List<String> openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.map(StaticFilesIT::target)
                    .filter(target -> target.startsWith(folder.toString()))
                    .toList();
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException closed) {
            return "";
        }
    }

    private static Answer ask(String... lines) throws IOException {
        try (RawClient client = proxy.client()) {
            return client.send(head(lines)).read(lines[0].split(" ", 2)[0]);
        }
    }

    private static Answer get(String target, String... fields) throws IOException {
        return ask(Stream.concat(Stream.of("GET " + target + " HTTP/1.1", "Host: test"), Stream.of(fields))
                .toArray(String[]::new));
    }

    @Test
    void aFileIsAnsweredWithWhatCachesAskFor() throws IOException {
        Answer answer = get("/assets/hello.txt");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("Hello, world!");
        assertThat(answer.field("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(answer.field("Content-Length")).contains("13");
        assertThat(answer.field("Last-Modified")).contains("Mon, 06 May 2024 07:08:09 GMT");
        assertThat(answer.field("Cache-Control")).contains("public, max-age=60");
        assertThat(answer.field("Accept-Ranges")).contains("bytes");
        assertThat(answer.field("X-Host")).contains("tandem");
        assertThat(answer.field("ETag").orElseThrow()).matches("\"[0-9a-f]+-d\"");
        assertThat(answer.field("Date")).isPresent();
        assertThat(get("/plain/hello.txt").field("Cache-Control")).isEmpty();
        assertThat(get("/assets/empty.css").field("Content-Length")).contains("0");
        assertThat(get("/other").body()).isEqualTo("backend");
    }

    @Test
    void headSaysTheSameWithoutTheBody() throws IOException {
        for (String name : new String[] {"hello.txt", "large.bin"}) {
            Answer got = get("/assets/" + name, "Range: bytes=0-1", "If-Range: \"other\"", "Connection: close");
            Answer looked = ask("HEAD /assets/" + name + " HTTP/1.1", "Host: test", "Range: bytes=0-1");
            assertThat(looked.status()).isEqualTo(200);
            assertThat(looked.body()).isEmpty();
            for (String field : new String[] {"Content-Length", "ETag", "Last-Modified", "Content-Type"})
                assertThat(looked.field(field)).isPresent().isEqualTo(got.field(field));
        }
    }

    @Test
    void whatTheClientHasIsNotSentAgain() throws IOException {
        String tag = get("/assets/hello.txt").field("ETag").orElseThrow();

        Answer same = get("/assets/hello.txt", "If-None-Match: \"x\"", "If-None-Match: W/" + tag);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.field("ETag")).contains(tag);
        assertThat(same.field("Cache-Control")).contains("public, max-age=60");
        assertThat(same.field("Content-Length")).isEmpty();
        assertThat(get("/assets/hello.txt", "If-Modified-Since: Mon, 06 May 2024 07:08:09 GMT")
                        .status())
                .isEqualTo(304);
        assertThat(get("/assets/hello.txt", "If-None-Match: \"other\"").status())
                .isEqualTo(200);
        assertThat(get("/assets/hello.txt", "If-Match: \"other\"").status()).isEqualTo(412);
    }

    @Test
    void aRangeIsAnsweredAlone() throws IOException {
        Answer part = get("/assets/hello.txt", "Range: bytes=7-11");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("world");
        assertThat(part.field("Content-Range")).contains("bytes 7-11/13");
        assertThat(get("/assets/hello.txt", "Range: bytes=-1").body()).isEqualTo("!");
        Answer beyond = get("/assets/hello.txt", "Range: bytes=13-");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.field("Content-Range")).contains("bytes */13");
        assertThat(get("/assets/hello.txt", "Range: bytes=0-0,2-2").status()).isEqualTo(200);
        Answer much = get("/assets/large.bin", "Range: bytes=" + (LARGE - 1_000_000) + "-");
        assertThat(much.status()).isEqualTo(206);
        byte[] all = Payload.bytes(LARGE);
        assertThat(much.bytes()).isEqualTo(java.util.Arrays.copyOfRange(all, LARGE - 1_000_000, LARGE));
    }

    @Test
    void foldersHaveAnIndexAndASlash() throws IOException {
        assertThat(get("/assets/sub%20folder/").body()).isEqualTo("<p>");
        assertThat(get("/plain/").body()).isEqualTo("start");
        Answer moved = get("//assets/sub%20folder?q=1");
        assertThat(moved.status()).isEqualTo(301);
        assertThat(moved.field("Location")).contains("/assets/sub%20folder/?q=1");
        assertThat(get("/assets/").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../secret.txt",
                "/assets/%2e%2e/secret.txt",
                "/assets/%2E%2E%2Fsecret.txt",
                "/assets/..%2fsecret.txt",
                "/assets/..;/secret.txt",
                "/assets/sub%20folder/../../secret.txt",
                "/assets/%2e%2e%2f%2e%2e%2f%2e%2e%2f%2e%2e%2fetc/passwd",
                "/assets/..%5csecret.txt",
                "/assets/%252e%252e/secret.txt",
                "/assets/%c0%ae%c0%ae/secret.txt",
                "/assets/hello.txt%00.html",
                "/assets//etc/passwd",
                "/assets/%2fetc/passwd",
                "/assets/out.txt",
                "/assets/.secret",
                "/assets/./.secret",
                "/assets/%2esecret",
                "/assets/hello.txt/",
                "/assets/none"
            })
    void nothingElseIsServed(String target) throws IOException {
        Answer answer = get(target);
        // What leads out of the prefix is no file of it, and goes to the backend as any other path.
        if (!answer.body().equals("backend")) assertThat(answer.status()).isBetween(400, 404);
        assertThat(answer.body()).doesNotContain("secret").doesNotContain("root:");
    }

    @Test
    void whatIsRefusedSaysWhy() throws IOException {
        assertThat(get("/assets/none").body()).isEqualTo("Lost?");
        assertThat(get("/assets/out.txt").status()).isEqualTo(403);
        Answer posted = ask("POST /assets/hello.txt HTTP/1.1", "Host: test", "Content-Length: 0");
        assertThat(posted.status()).isEqualTo(405);
        assertThat(posted.field("Allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            gzip                | as.gz    | gzip
            gzip, br            | as.br    | br
            br;q=0.5, gzip      | as.gz    | gzip
            gzip;q=0, *         | as.br    | br
            br;q=0, gzip;q=0, * | the file |
            zstd, deflate       | the file |
            identity, gzip;q=0.1 | the file |
            """)
    void whatLiesReadyGoesToWhoTakesIt(String accepted, String body, @Nullable String coding) throws IOException {
        Answer answer = get("/ready/app.js", "Accept-Encoding: " + accepted);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.field("Content-Encoding")).isEqualTo(Optional.ofNullable(coding));
        assertThat(answer.field("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(answer.field("Vary")).contains("Accept-Encoding");
        assertThat(answer.field("Accept-Ranges").isPresent()).isEqualTo(coding == null);
        String tag = answer.field("ETag").orElseThrow();
        assertThat(tag).startsWith("\"").isNotEqualTo(other(coding));
        Answer looked = ask("HEAD /ready/app.js HTTP/1.1", "Host: test", "Accept-Encoding: " + accepted);
        for (String field : new String[] {"Content-Length", "ETag", "Content-Encoding", "Vary"})
            assertThat(looked.field(field)).isEqualTo(answer.field(field));
        Answer same = get("/ready/app.js", "Accept-Encoding: " + accepted, "If-None-Match: " + tag);
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.field("Vary")).contains("Accept-Encoding");
        assertThat(same.field("ETag")).contains(tag);
    }

    /// The tag of the same file in another encoding.
    private static String other(@Nullable String coding) throws IOException {
        Answer other = coding == null
                ? get("/ready/app.js", "Accept-Encoding: gzip")
                : get("/ready/app.js", "Accept-Encoding: identity");
        return other.field("ETag").orElseThrow();
    }

    @Test
    void aPartIsOneOfTheFileItself() throws IOException {
        Answer part = get("/ready/app.js", "Accept-Encoding: gzip", "Range: bytes=0-2");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.body()).isEqualTo("the");
        assertThat(part.field("Content-Encoding")).isEmpty();
        assertThat(part.field("Vary")).contains("Accept-Encoding");
        String gzipped =
                get("/ready/app.js", "Accept-Encoding: gzip").field("ETag").orElseThrow();
        Answer other = get("/ready/app.js", "Accept-Encoding: gzip", "Range: bytes=0-2", "If-Range: " + gzipped);
        assertThat(other.status()).isEqualTo(200);
        assertThat(other.body()).isEqualTo("the file");
        assertThat(get("/assets/style.css", "Accept-Encoding: gzip", "Range: bytes=0-3")
                        .body())
                .isEqualTo("body");
    }

    @Test
    void whatIsOlderThanItsFileOrNotAskedForIsPassedOver() throws IOException {
        assertThat(get("/ready/old.js", "Accept-Encoding: gzip").body()).isEqualTo("the file");
        assertThat(get("/assets/app.js", "Accept-Encoding: gzip, br").body()).isEqualTo("the file");
        assertThat(get("/assets/app.js").field("Vary")).isEmpty();
        assertThat(get("/ready/app.js.gz", "Accept-Encoding: gzip").field("Content-Encoding"))
                .isEmpty();
        assertThat(get("/ready/hello.txt", "Accept-Encoding: gzip").field("Vary"))
                .contains("Accept-Encoding");
    }

    @Test
    void aFileIsCompressedWhenItIsAskedFor() throws IOException {
        Answer answer = get("/assets/style.css", "Accept-Encoding: gzip");
        assertThat(answer.field("Content-Encoding")).contains("gzip");
        assertThat(answer.field("Vary")).contains("Accept-Encoding");
        assertThat(answer.field("Accept-Ranges")).isEmpty();
        try (var plain = new GZIPInputStream(new ByteArrayInputStream(answer.bytes()))) {
            assertThat(new String(plain.readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo(STYLE);
        }
        String tag = answer.field("ETag").orElseThrow();
        assertThat(tag).isEqualTo("W/" + get("/assets/style.css").field("ETag").orElseThrow());
        Answer looked = ask("HEAD /assets/style.css HTTP/1.1", "Host: test", "Accept-Encoding: gzip");
        for (String field : new String[] {"Content-Length", "ETag", "Content-Encoding", "Vary"})
            assertThat(looked.field(field)).isEqualTo(answer.field(field));
        assertThat(get("/assets/style.css", "Accept-Encoding: gzip", "If-None-Match: " + tag)
                        .status())
                .isEqualTo(304);
        assertThat(get("/assets/style.css").field("Vary")).contains("Accept-Encoding");
        assertThat(get("/off/style.css", "Accept-Encoding: gzip").body()).isEqualTo(STYLE);
        assertThat(get("/assets/empty.css", "Accept-Encoding: gzip").field("Vary"))
                .isEmpty();
    }

    @Test
    void requestsThatArePipelinedAreAnsweredInTheirOrder() throws IOException {
        try (RawClient client = proxy.client()) {
            String large = head("GET /assets/large.bin HTTP/1.1", "Host: test");
            String small = head("GET /assets/hello.txt HTTP/1.1", "Host: test");
            client.send(large + small + large + head("GET /x HTTP/1.1", "Host: test"));
            assertThat(Payload.digest(new ByteArrayInputStream(client.read().bytes())))
                    .isEqualTo(Payload.digest(LARGE));
            assertThat(client.read().body()).isEqualTo("Hello, world!");
            assertThat(client.read().bytes()).hasSize(LARGE);
            assertThat(client.read().body()).isEqualTo("backend");
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsWithTlsGetTheSame(Version version) throws Exception {
        try (var client = safe.client(version)) {
            HttpResponse<java.io.InputStream> large = client.send(
                    HttpRequest.newBuilder(safe.uri("/assets/large.bin")).build(), BodyHandlers.ofInputStream());
            assertThat(large.version()).isEqualTo(version);
            assertThat(large.headers().firstValue("content-length")).contains(Integer.toString(LARGE));
            assertThat(Payload.digest(large.body())).isEqualTo(Payload.digest(LARGE));
            HttpResponse<String> part = client.send(
                    HttpRequest.newBuilder(safe.uri("/assets/hello.txt"))
                            .header("Range", "bytes=7-11")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo("world");
            HttpResponse<String> looked = client.send(
                    HttpRequest.newBuilder(safe.uri("/assets/large.bin")).HEAD().build(), BodyHandlers.ofString());
            assertThat(looked.headers().firstValue("content-length")).contains(Integer.toString(LARGE));
        }
    }

    @Test
    void aClientThatLeavesLeavesNoFileOpen() throws Exception {
        for (int i = 0; i < 5; i++) {
            try (RawClient client = RawClient.connect(proxy.port(), 4096)) {
                client.send(head("GET /assets/large.bin HTTP/1.1", "Host: test"));
                assertThat(client.readHead().status()).isEqualTo(200);
                client.reset();
            }
            try (var client = safe.client(Version.HTTP_2)) {
                var body = client.send(
                                HttpRequest.newBuilder(safe.uri("/assets/large.bin"))
                                        .build(),
                                BodyHandlers.ofInputStream())
                        .body();
                assertThat(body.read()).isNotNegative();
                body.close();
            }
        }
        Await.until("every file is closed", () -> {
            try {
                return openFiles().isEmpty();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
