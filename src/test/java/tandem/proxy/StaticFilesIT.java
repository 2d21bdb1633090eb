package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
    private static final String CONFIGURATION = """
            hosts:
              - response-headers:
                  - {set: X-Host, value: tandem}
                routes:
                  - {prefix: /assets/, files: {root: "ROOT", cache-control: "public, max-age=60"}}
                  - {prefix: /plain/, files: {root: "ROOT", index: start.txt}}
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

    @Test
    void requestsThatArePipelinedAreAnsweredInTheirOrder() throws IOException {
        try (RawClient client = proxy.client()) {
            String large = head("GET /assets/large.bin HTTP/1.1", "Host: test");
            String small = head("GET /assets/hello.txt HTTP/1.1", "Host: test");
            client.send(large + small + large + head("GET /x HTTP/1.1", "Host: test"));
            assertThat(Payload.digest(
                            new java.io.ByteArrayInputStream(client.read().bytes())))
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
