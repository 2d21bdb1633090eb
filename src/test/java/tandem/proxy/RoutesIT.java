package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.fixture.TomcatBackend;

/// Routes and their rules as a configuration says them, between a client of bytes and real Tomcats.
final class RoutesIT {
    private static final String CONFIGURATION = """
            hosts:
              - names: [www.example.org, "*.shop.example.org"]
                request-headers:
                  - {set: X-Client, value: "$remote_addr $scheme $host"}
                  - {remove: X-Internal}
                response-headers:
                  - {set: X-Served-By, value: "$upstream_pool/$upstream_name"}
                  - {set: Content-Type, value: text/x-changed}
                routes:
                  - {prefix: /, pool: first}
                  - {prefix: /second/, pool: second, to: /}
                  - {prefix: /hidden/, before-regex: true, respond: {status: 404, body: nothing here}}
                  - {regex: "^/show/([^/]+)/(.*)$", pool: second, to: "/headers?what=$1&rest=$2"}
                  - {prefix: /fixed/, to: /, host-header: app.internal:8080}
                  - {prefix: /own/, to: /, host-header: backend}
                  - {path: /moved, redirect: {status: 308, to: "https://$host$request_uri"}}
                  - {path: /closed, respond: {status: 503, file: PAGE, retry-after: 2m}}
                  - {path: /nothing, respond: {status: 204}}
                  - {path: /only, methods: [POST], respond: {body: posted}}
                  - {path: /only, headers: [{name: X-Beta, regex: "^1$"}], respond: {body: beta}}
                  - path: /raw
                    pool: raw
                    to: /there
                    cookie-path: {from: /there, to: /raw}
                    response-headers: [{remove: Server}]
              - routes:
                  - {prefix: /unknown, respond: {status: 421, body: no such host}}
            error-pages:
              - {status: [502, 503], body: "We are closed.", type: text/x-page}
            """;

    @TempDir
    static Path folder;

    private static TomcatBackend first;
    private static TomcatBackend second;
    private static RawBackend raw;
    private static ConfiguredProxy proxy;

    @BeforeAll
    static void start() throws IOException {
        first = TomcatBackend.start("first");
        second = TomcatBackend.start("second");
        raw = RawBackend.start(connection -> {
            while (!connection.readHead().isEmpty()) {
                String own = "127.0.0.1:" + raw.port();
                connection.send(head(
                        "HTTP/1.1 302 Found",
                        "Location: http://" + own + "/there/x",
                        "Set-Cookie: JSESSIONID=1; Path=/there; HttpOnly",
                        "Set-Cookie: other=/there; Path=/",
                        "Server: raw",
                        "Content-Length: 0"));
            }
        });
        Path page = Files.writeString(folder.resolve("closed.html"), "<p>closed</p>");
        proxy = ConfiguredProxy.start(
                CONFIGURATION.replace("PAGE", page.toString()),
                "first=" + first.port(),
                "second=" + second.port(),
                "raw=" + raw.port(),
                "down=1");
    }

    @AfterAll
    static void stop() {
        proxy.close();
        raw.close();
        second.close();
        first.close();
    }

    private static Answer ask(String... lines) throws IOException {
        try (RawClient client = proxy.client()) {
            return client.send(head(lines)).read(lines[0].split(" ", 2)[0]);
        }
    }

    private static Answer get(String target) throws IOException {
        return ask("GET " + target + " HTTP/1.1", "Host: www.example.org");
    }

    @Test
    void hostsAndPrefixesLeadToTheirPools() throws IOException {
        assertThat(get("/x").body()).isEqualTo("first");
        assertThat(get("/second/x").body()).isEqualTo("second");
        assertThat(get("//second/./x").body()).isEqualTo("second");
        assertThat(get("/%73econd/x").body()).isEqualTo("second");
        assertThat(ask("GET /second/x HTTP/1.1", "Host: a.shop.example.org:81").body())
                .isEqualTo("second");
        // The host without names has no such route, and then the usual pool answers.
        assertThat(ask("GET /second/x HTTP/1.1", "Host: other.example.org").body())
                .isEqualTo("first");
        assertThat(ask("GET /unknown HTTP/1.1", "Host: other.example.org").body())
                .isEqualTo("no such host");
    }

    @Test
    void whatATargetBecomesReachesTheTomcat() throws IOException {
        assertThat(get("/second/headers?a=%20b").body()).startsWith("GET /headers?a=%20b\n");
        assertThat(get("/show/a%26b/c%20d/e?q=1").body()).startsWith("GET /headers?what=a%26b&rest=c%20d/e&q=1\n");
        assertThat(get("/headers?untouched=%7e%41").body()).startsWith("GET /headers?untouched=%7e%41\n");
    }

    @Test
    void aPathThatIsAmbiguousIsRefused() throws IOException {
        assertThat(get("/a/../../b").status()).isEqualTo(400);
        assertThat(get("/%00").status()).isEqualTo(400);
        assertThat(get("/hidden/../hidden/x").body()).isEqualTo("nothing here");
        assertThat(get("/second/..;/hidden/x").body()).isEqualTo("nothing here");
    }

    @Test
    void theHostIsTheClientsTheBackendsOrAGivenOne() throws IOException {
        assertThat(get("/headers").body()).contains("\nhost: www.example.org\n");
        assertThat(get("/fixed/headers").body()).contains("\nhost: app.internal:8080\n");
        assertThat(get("/own/headers").body()).contains("\nhost: 127.0.0.1:" + first.port() + "\n");
        assertThat(get("/own/headers").body()).contains("\nx-forwarded-host: www.example.org\n");
    }

    @Test
    void fieldsOfTheRequestAreSetAndRemoved() throws IOException {
        String seen = ask(
                        "GET /headers HTTP/1.1",
                        "Host: www.example.org",
                        "X-Internal: secret",
                        "x-client: forged",
                        "X-Other: kept",
                        "X-Forwarded-For: 1.2.3.4")
                .body();

        assertThat(seen).contains("\nx-client: 127.0.0.1 http www.example.org\n", "\nx-other: kept\n");
        assertThat(seen).contains("\nx-forwarded-for: 127.0.0.1\n");
        assertThat(seen).doesNotContain("secret", "forged");
    }

    @Test
    void fieldsOfTheAnswerAreSetOnceAndRemoved() throws IOException {
        Answer answer = get("/second/x");
        assertThat(answer.field("X-Served-By")).contains("second/second-1");
        assertThat(answer.fields("Content-Type")).containsExactly("text/x-changed");
        assertThat(get("/raw").fields("Server")).isEmpty();
    }

    @Test
    void locationAndCookiesLeadToWhereTheClientSeesThePage() throws IOException {
        Answer answer = get("/raw");
        assertThat(answer.field("Location")).contains("http://www.example.org/raw/x");
        assertThat(answer.fields("Set-Cookie"))
                .containsExactlyInAnyOrder("JSESSIONID=1; Path=/raw; HttpOnly", "other=/there; Path=/");
    }

    @Test
    void theProxyAnswersItself() throws IOException {
        Answer moved = get("/moved?x=%20y");
        assertThat(moved.status()).isEqualTo(308);
        assertThat(moved.field("Location")).contains("https://www.example.org/moved?x=%20y");
        Answer closed = get("/closed");
        assertThat(closed.status()).isEqualTo(503);
        assertThat(closed.body()).isEqualTo("<p>closed</p>");
        assertThat(closed.field("Retry-After")).contains("120");
        assertThat(get("/nothing").status()).isEqualTo(204);
        assertThat(get("/nothing").field("Content-Length")).isEmpty();
    }

    @Test
    void methodsAndFieldsChooseARoute() throws IOException {
        assertThat(get("/only").body()).isEqualTo("first");
        assertThat(ask("GET /only HTTP/1.1", "Host: www.example.org", "X-Beta: 1")
                        .body())
                .isEqualTo("beta");
        assertThat(ask("POST /only HTTP/1.1", "Host: www.example.org", "Content-Length: 0")
                        .body())
                .isEqualTo("posted");
    }

    @Test
    void aConnectionLivesOnAfterTheProxysOwnAnswers() throws IOException {
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < 3; i++) {
                client.send(head("HEAD /closed HTTP/1.1", "Host: www.example.org"));
                Answer answer = client.read("HEAD");
                assertThat(answer.field("Content-Length")).contains("13");
                assertThat(client.send(head("GET /nothing HTTP/1.1", "Host: www.example.org"))
                                .read()
                                .status())
                        .isEqualTo(204);
                assertThat(client.send(head("GET /second/x HTTP/1.1", "Host: www.example.org"))
                                .read()
                                .body())
                        .isEqualTo("second");
            }
            // A body that nobody reads is none of the next request.
            client.send(head("POST /only HTTP/1.1", "Host: www.example.org", "Content-Length: 5") + "GET /"
                    + head("GET /second/x HTTP/1.1", "Host: www.example.org"));
            assertThat(client.read().body()).isEqualTo("posted");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void errorPagesTakeThePlaceOfTheShortText() throws IOException {
        try (ConfiguredProxy other = ConfiguredProxy.start(
                        "error-pages: [{status: [502, 503], body: We are closed., type: text/x-page}]\n", "down=1");
                RawClient client = other.client()) {
            Answer answer = client.get("/");
            assertThat(answer.status()).isIn(502, 503);
            assertThat(answer.body()).isEqualTo("We are closed.");
            assertThat(answer.field("Content-Type")).contains("text/x-page");
        }
    }
}
