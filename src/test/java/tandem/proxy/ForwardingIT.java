package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.Await;
import tandem.fixture.Payload;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.fixture.TomcatBackend;

/// What goes through the proxy to a real Tomcat and back.
final class ForwardingIT {
    private static TomcatBackend tomcat;
    private static ProxyUnderTest proxy;

    @BeforeAll
    static void start() {
        tomcat = TomcatBackend.start("tomcat");
        proxy = ProxyUnderTest.start(tomcat.port());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        tomcat.close();
    }

    private static Answer exchange(String request, String method) throws IOException {
        try (RawClient client = proxy.client()) {
            return client.send(request).read(method);
        }
    }

    private static Answer post(String path, String framing, String body) throws IOException {
        return exchange(head("POST " + path + " HTTP/1.1", "Host: test", framing) + body, "POST");
    }

    @Test
    void aRequestIsAnsweredByTheBackend() throws IOException {
        try (RawClient client = proxy.client()) {
            Answer answer = client.get("/");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("tomcat");
            assertThat(answer.fields("connection")).isEmpty();
        }
    }

    @Test
    void aConnectionServesManyRequests() throws IOException {
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < 300; i++) assertThat(client.get("/" + i).body()).isEqualTo("tomcat");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (RawClient client = proxy.client()) {
            String first = head("GET /bytes?n=3000 HTTP/1.1", "Host: test");
            String second = head("POST /echo HTTP/1.1", "Host: test", "Content-Length: 4") + "body";
            client.send(first + second + first);
            assertThat(client.read().bytes()).isEqualTo(Payload.bytes(3000));
            assertThat(client.read().body()).isEqualTo("body");
            assertThat(client.read().bytes()).isEqualTo(Payload.bytes(3000));
        }
    }

    @Test
    void methodTargetAndFieldsArriveAsTheyWereSent() throws IOException {
        Answer answer = exchange(
                head(
                        "PATCH /headers?a=%20b&c=d HTTP/1.1",
                        "Host: shop.example:8443", "X-One: 1", "X-One: 2", "X-Odd: caf\u00e9", "Cookie: a=b; c=d"),
                "PATCH");
        assertThat(answer.body().lines())
                .contains("PATCH /headers?a=%20b&c=d", "host: shop.example:8443", "x-one: 1", "x-one: 2")
                .contains("cookie: a=b; c=d");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 8192, 65536, 300_000})
    void bodiesOfKnownLengthPassBothWays(int length) throws IOException {
        String body = new String(Payload.bytes(length), java.nio.charset.StandardCharsets.ISO_8859_1);
        Answer answer = post("/echo", "Content-Length: " + length, body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.bytes()).isEqualTo(Payload.bytes(length));
    }

    @Test
    void aChunkedRequestIsFramedAnew() throws IOException {
        Answer answer = post("/echo", "Transfer-Encoding: chunked", "4\r\nWiki\r\n6;ext=1\r\npedia \r\n0\r\n\r\n");
        assertThat(answer.body()).isEqualTo("Wikipedia ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20_000, 1_000_000})
    void aChunkedAnswerIsFramedAnew(int length) throws IOException {
        try (RawClient client = proxy.client()) {
            Answer answer = client.get("/bytes?chunked=1&n=" + length);
            assertThat(answer.bytes()).isEqualTo(Payload.bytes(length));
            assertThat(client.get("/").body()).isEqualTo("tomcat");
        }
    }

    @Test
    void aHeadRequestGetsTheLengthAndNoBody() throws IOException {
        try (RawClient client = proxy.client()) {
            client.send(head("HEAD /bytes?n=5000 HTTP/1.1", "Host: test"));
            Answer answer = client.read("HEAD");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("content-length")).hasValue("5000");
            assertThat(client.get("/").body()).isEqualTo("tomcat");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void anAnswerWithoutBodyHasNoFraming(int status) throws IOException {
        try (RawClient client = proxy.client()) {
            Answer answer = client.get("/status?code=" + status);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.field("etag")).hasValue("\"e\"");
            assertThat(answer.fields("content-length")).isEmpty();
            assertThat(answer.fields("transfer-encoding")).isEmpty();
            assertThat(client.get("/").body()).isEqualTo("tomcat");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 302, 404, 500, 503})
    void everyStatusPasses(int status) throws IOException {
        try (RawClient client = proxy.client()) {
            assertThat(client.get("/status?code=" + status).status()).isEqualTo(status);
            assertThat(client.get("/").status()).isEqualTo(200);
        }
    }

    @Test
    void aContinueComesFromTheBackend() throws IOException {
        try (RawClient client = proxy.client()) {
            client.send(head("POST /echo HTTP/1.1", "Host: test", "Content-Length: 4", "Expect: 100-continue"));
            assertThat(client.readHead().status()).isEqualTo(100);
            client.send("body");
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("body");
        }
    }

    @Test
    void aClientThatAsksForTheEndGetsIt() throws IOException {
        try (RawClient client = proxy.client()) {
            client.send(head("GET / HTTP/1.1", "Host: test", "Connection: close"));
            assertThat(client.read().field("connection")).hasValue("close");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void anHttp10ClientGetsAnAnswerThatEndsWithTheConnection() throws IOException {
        try (RawClient client = proxy.client()) {
            client.send(head("GET /bytes?chunked=1&n=100000 HTTP/1.0"));
            Answer answer = client.read();
            assertThat(answer.fields("transfer-encoding")).isEmpty();
            assertThat(answer.bytes()).isEqualTo(Payload.bytes(100_000));
        }
    }

    @Test
    void anHttp10ClientMayKeepItsConnection() throws IOException {
        try (RawClient client = proxy.client()) {
            client.send(head("GET / HTTP/1.0", "Host: test", "Connection: keep-alive"));
            assertThat(client.read().field("connection")).hasValue("keep-alive");
            client.send(head("GET /bytes?chunked=1&n=100000 HTTP/1.0", "Connection: keep-alive"));
            Answer answer = client.read();
            assertThat(answer.field("connection")).hasValue("close");
            assertThat(answer.bytes()).isEqualTo(Payload.bytes(100_000));
        }
    }

    @Test
    void aTargetInAbsoluteFormGoesOnInOriginForm() throws IOException {
        Answer answer = exchange(head("GET http://shop.example/headers?q HTTP/1.1", "Host: other"), "GET");
        assertThat(answer.body().lines())
                .contains("GET /headers?q", "host: shop.example", "x-forwarded-host: shop.example")
                .doesNotContain("host: other");
    }

    @Test
    void anUpgradeThatTheBackendDoesNotTakeUpIsAPlainRequest() throws IOException {
        try (RawClient client = proxy.client()) {
            client.send(head("GET /headers HTTP/1.1", "Host: test", "Connection: Upgrade", "Upgrade: other"));
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().lines()).contains("connection: Upgrade", "upgrade: other");
            assertThat(client.get("/").body()).isEqualTo("tomcat");
        }
    }

    @Test
    void anUpgradeToHttp2IsNotPassedOn() throws IOException {
        Answer answer = exchange(
                head(
                        "GET /headers HTTP/1.1",
                        "Host: test",
                        "Connection: Upgrade, HTTP2-Settings",
                        "Upgrade: h2c",
                        "HTTP2-Settings: AAMAAABkAAQAAP__"),
                "GET");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContainIgnoringCase("upgrade").doesNotContainIgnoringCase("http2");
    }

    @Test
    void connectionsToTheBackendAreReused() throws IOException {
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < 50; i++) client.get("/");
            String first = client.get("/headers").body();
            assertThat(first).doesNotContain("connection");
        }
        Await.until("the last answer is counted", () -> proxy.server().inFlight() == 0);
    }
}
