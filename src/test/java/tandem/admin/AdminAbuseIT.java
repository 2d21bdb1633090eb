package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.fixture.Await;
import tandem.fixture.CapturedLog;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// Callers of the admin API who mean no good, or know no better: the server refuses them and goes on.
@SideBySide
class AdminAbuseIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String BACKENDS = "/v1/pools/tomcat/backends";
    private static final int STREAMS = 64;
    private static final int PATIENCE_SECONDS = 2;

    @RegisterExtension
    final CapturedLog audit = new CapturedLog("tandem.audit");

    @RegisterExtension
    final CapturedLog router = new CapturedLog("io.vertx.ext.web.RoutingContext");

    private final List<RawClient> clients = new ArrayList<>();
    private final FakeNode node = new FakeNode("proxy-a");
    private AdminServer server;

    @BeforeEach
    void start() throws Exception {
        var settings = new AdminSettings(
                new AdminSettings.Listen("127.0.0.1", 0),
                null,
                new AdminSettings.Access(Optional.empty(), Optional.empty()),
                List.of());
        server = AdminServer.start(VERTX, settings, node.services(), PATIENCE_SECONDS)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        VERTX.close();
    }

    @AfterEach
    void goesOn() throws Exception {
        clients.forEach(RawClient::close);
        assertThat(call("GET", "/status", "").statusCode()).isEqualTo(200);
        assertThat(router.lines()).isEmpty();
        server.close();
    }

    private RawClient client() {
        var client = RawClient.connect(server.port());
        clients.add(client);
        return client;
    }

    private HttpResponse<String> call(String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .method(method, BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1))
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private static List<String> bodies() {
        return List.of(
                "[",
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "null",
                "7",
                "\"text\"",
                "[]",
                "{\"name\":\"x\",\"name\":7}",
                "{\"weight\":1e999}",
                "{\"weight\":1.5}",
                "{\"weight\":-1}",
                "{\"weight\":9223372036854775807}",
                "{\"weight\":18446744073709551616}",
                "{\"weight\":{\"a\":1}}",
                "{\"limitSeconds\":9223372036854775807}",
                "{\"limitSeconds\":-9223372036854775808}",
                "{\"limitSeconds\":\"1\"}",
                "{\"address\":\"10.0.0.1\"}",
                "{\"address\":\"[::1:8080\"}",
                "{\"address\":\"10.0.0.1:99999\"}",
                "{\"address\":\"a\\r\\nX: y:80\"}",
                "{\"address\":\"10.0.0.1:80\",\"name\":\"a\\nb\"}",
                "{\"address\":\"10.0.0.1:80\",\"name\":\"\\u0000\"}",
                "{\"address\":\"10.0.0.1:80\",\"name\":\"<script>\"}",
                "{\"address\":\"10.0.0.1:80\",\"name\":\"" + "n".repeat(256) + "\"}",
                "{\"to\":7}",
                "{\"level\":\"\u00ff\u00fe\"}",
                "\u00ff\u00fe\u0000");
    }

    @ParameterizedTest
    @MethodSource
    void bodies(String body) throws Exception {
        for (var path : List.of(BACKENDS, "/v1/vips/main/hold", "/v1/vips/main/switchover"))
            problem(call("POST", path, body));
        problem(call("PUT", BACKENDS + "/tomcat-1/weight", body));
        problem(call("POST", BACKENDS + "/tomcat-1/drain", body));
        problem(call("PUT", "/v1/log-level", body));
    }

    private static void problem(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(400, 499);
        assertThat(new JsonObject(answer.body()).getString("type")).startsWith("urn:tandem:problem:");
    }

    @Test
    void aBodyIsNotTakenInBeyondItsLimit() throws Exception {
        // Said beforehand: nothing of it is waited for.
        var declared = client().send(
                        head("POST " + BACKENDS + " HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 107374182400"))
                .read("POST");
        assertThat(declared.status()).isEqualTo(413);

        var endless = client();
        endless.send(head("POST " + BACKENDS + " HTTP/1.1", "Host: 127.0.0.1", "Transfer-Encoding: chunked"));
        var chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
        long sent = 0;
        try {
            for (; sent < 1L << 30; sent += 0x10000) endless.send(chunk);
        } catch (IOException refused) {
            // As it has to be.
        }
        assertThat(sent).isLessThan(64L << 20);
    }

    @Test
    void aCallerWhoSendsTooMuchReadsWhy() throws Exception {
        // A reset behind the answer would have the caller's kernel throw it away.
        for (int i = 0; i < 50; i++)
            assertThat(call("POST", BACKENDS, " ".repeat(Api.MOST_BYTES * 4)).statusCode())
                    .isEqualTo(413);
    }

    @Test
    void whatACallerWritesMakesNoLineOfItsOwnInTheAuditLog() throws Exception {
        var forged = "x%0D%0A2026-11-30%2000:00:00.000%20INFO%20tandem.audit%20alice:%20done";
        problem(call("DELETE", BACKENDS + "/" + forged, ""));
        assertThat(audit.lines())
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .contains("x??2026")
                .doesNotContain("\n", "\r");
    }

    @Test
    void slowCallersKeepNobodyWaiting() throws Exception {
        for (int i = 0; i < 200; i++) client().send("POST " + BACKENDS + " HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ");
        for (int i = 0; i < 200; i++)
            client().send(head("POST " + BACKENDS + " HTTP/1.1", "Host: 127.0.0.1", "Content-Length: 100") + "{");
        assertThat(call("GET", "/v1/pools", "").statusCode()).isEqualTo(200);
        for (int i = 0; i < clients.size(); i += 199) {
            var slow = clients.get(i);
            Await.until("a slow one is disconnected, however lively it seems", () -> {
                try {
                    slow.send(" ");
                    return false;
                } catch (IOException gone) {
                    return true;
                }
            });
        }
    }

    @Test
    void connectionsHaveALimitAndThoseThatGoMakeRoom() throws Exception {
        for (int i = 0; i < AdminServer.MOST_CONNECTIONS + 20; i++) client();
        var late = client();
        assertThat(late.isEnded()).isTrue();
        clients.forEach(RawClient::close);
        Await.until("there is room again", () -> {
            try (var client = RawClient.connect(server.port())) {
                client.send(head("GET /livez HTTP/1.1", "Host: 127.0.0.1"));
                return client.readHead().status() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void streamsHaveALimitAndThoseThatGoMakeRoom() throws Exception {
        for (int i = 0; i < STREAMS; i++)
            assertThat(stream().readHead().status()).isEqualTo(200);
        assertThat(stream().readHead().status()).isEqualTo(503);
        clients.forEach(RawClient::close);
        Await.until("there is room again", () -> {
            try (var client = RawClient.connect(server.port())) {
                client.send(head("GET /v1/events HTTP/1.1", "Host: 127.0.0.1"));
                return client.readHead().status() == 200;
            } catch (IOException e) {
                return false;
            }
        });
    }

    private RawClient stream() throws IOException {
        return client().send(head("GET /v1/events HTTP/1.1", "Host: 127.0.0.1"));
    }

    @Test
    void whoDoesNotReadTheStreamIsDisconnectedAndWhoDoesIsNot() throws Exception {
        var deaf = RawClient.connect(server.port(), 4096);
        clients.add(deaf);
        deaf.send(head("GET /v1/events HTTP/1.1", "Host: 127.0.0.1"));
        var hears = stream();
        assertThat(hears.readHead().status()).isEqualTo(200);
        var reader = Thread.ofVirtual().start(() -> {
            try {
                hears.in().transferTo(OutputStream.nullOutputStream());
            } catch (IOException closed) {
                // At the end of the test.
            }
        });
        var text = new JsonObject().put("text", "x".repeat(10_000));
        var end = Instant.now().plusSeconds(20);
        boolean gone = false;
        while (!gone && Instant.now().isBefore(end)) {
            for (int i = 0; i < 100; i++)
                node.events.add(
                        new Event.Draft(Event.Kind.NODE, Event.Grade.INFO, "this node", "busy", text), Instant.now());
            try {
                deaf.send("\r\n");
                Await.pause(Duration.ofMillis(20));
            } catch (IOException reset) {
                gone = true;
            }
        }
        assertThat(gone).as("the one that does not read is disconnected").isTrue();
        assertThat(reader.isAlive()).as("the other one").isTrue();
    }
}
