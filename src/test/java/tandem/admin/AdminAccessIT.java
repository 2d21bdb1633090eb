package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;
import tandem.fixture.SideBySide;

/// Who is let in by which token, to every call there is.
@SideBySide
class AdminAccessIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private final FakeNode node = new FakeNode("proxy-a");
    private final NewToken operator = NewToken.of(new Caller("alice", Caller.Role.OPERATOR));
    private final NewToken viewer = NewToken.of(new Caller("bob", Caller.Role.VIEWER));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        http.close();
        vertx.close();
    }

    private AdminSettings settings(Path tokens) {
        return new AdminSettings(
                new AdminSettings.Listen("127.0.0.1", 0),
                null,
                new AdminSettings.Access(Optional.of(tokens.toString()), Optional.empty()),
                List.of());
    }

    private AdminServer start(String tokens) throws Exception {
        return FakeNode.start(vertx, settings(Files.writeString(folder.resolve("tokens"), tokens)), node.services());
    }

    /// What came of a call; of a stream only the head.
    private record Answer(int statusCode, HttpHeaders headers, String body) {}

    private Answer call(AdminServer server, Api.Call call, String token) throws Exception {
        var path = call.path().replaceAll("\\{[a-z]+}", "main");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(10))
                .method(call.method().name(), BodyPublishers.noBody());
        if (!token.isEmpty()) request.header("Authorization", "Bearer " + token);
        var answer = http.send(request.build(), BodyHandlers.ofInputStream());
        try (var body = answer.body()) {
            boolean streams =
                    answer.headers().firstValue("Content-Type").orElse("").equals("text/event-stream");
            var text = streams ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(answer.statusCode(), answer.headers(), text);
        }
    }

    private List<Api.Call> calls() {
        return AdminServer.api(vertx, Router.router(vertx), new Gate(null), settings(folder), node.services())
                .calls();
    }

    @Test
    void everyCallAsksForTheTokenThatItNeeds() throws Exception {
        var contract = new Contract(vertx);
        var server = start(operator.line() + "\n" + viewer.line());
        var refused = new ArrayList<String>();
        for (var call : calls()) {
            var without = call(server, call, "").statusCode();
            var asViewer = call(server, call, viewer.token()).statusCode();
            var asOperator = call(server, call, operator.token()).statusCode();
            assertThat(without == 401).as(call + " without a token").isEqualTo(call.needed() != null);
            assertThat(asViewer == 403).as(call + " as a viewer").isEqualTo(call.needed() == Caller.Role.OPERATOR);
            assertThat(asOperator).as(call + " as an operator").isNotIn(401, 403);
            if (asViewer == 403) refused.add(call.method() + " " + call.path());
            for (var operation : contract.operations())
                if (operation.getOpenAPIPath().equals(call.path()) && call.needed() != null)
                    assertThat(contract.described())
                            .contains(operation.getOperationId() + " 401", operation.getOperationId() + " 429");
        }
        assertThat(refused).contains("POST /v1/vips/{vip}/switchover", "PUT /v1/log-level", "POST /v1/config/reload");
    }

    @Test
    void aWrongTokenIsAnsweredLateAndOneThatIsRightIsNot() throws Exception {
        var server = start(operator.line());
        var status = new Api.Call(HttpMethod.GET, "/status", Caller.Role.VIEWER);
        long begin = System.nanoTime();
        var answer = call(server, status, "guess");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(WrongTokens.FIRST_DELAY);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"tandem\"");
        assertThat(new JsonObject(answer.body()).getString("type")).isEqualTo("urn:tandem:problem:who-are-you");

        var guesses = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (int i = 0; i < 5; i++)
            guesses.add(http.sendAsync(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/status"))
                            .header("Authorization", "bearer guess" + i)
                            .build(),
                    BodyHandlers.ofString()));
        assertThat(call(server, status, operator.token()).statusCode()).isEqualTo(200);
        assertThat(guesses.stream().map(guess -> guess.join().statusCode()).sorted())
                .containsExactly(401, 429, 429, 429, 429);
    }

    @Test
    void ofWrongTokensEveryCallAnswersOneAtATimeAsTheDocumentSays() throws Exception {
        var contract = new Contract(vertx);
        var server = start(operator.line());
        var calls = calls().stream().filter(call -> call.needed() != null).toList();
        for (var operation : contract.operations())
            for (var call : calls)
                if (operation.getOpenAPIPath().equals(call.path())
                        && operation.getHttpMethod().equals(call.method())) {
                    var answer = oneTooMany(server, call);
                    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
                    var type = answer.headers().firstValue("Content-Type").orElse("");
                    contract.check(operation.getOperationId(), 429, type, answer.body());
                }
        assertThat(contract.seen()).hasSameSizeAs(calls);
    }

    /// The answer to a wrong token while another one waits for its own.
    private HttpResponse<String> oneTooMany(AdminServer server, Api.Call call) {
        var path = call.path().replaceAll("\\{[a-z]+}", "main");
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer guess")
                .method(call.method().name(), BodyPublishers.noBody())
                .build();
        HttpResponse<String> answer;
        do {
            var first = http.sendAsync(request, BodyHandlers.ofString());
            var second = http.sendAsync(request, BodyHandlers.ofString());
            answer = first.applyToEither(second, either -> either).join();
        } while (answer.statusCode() != 429);
        return answer;
    }

    @Test
    void whoseTokenIsTakenAwayReadsTheStreamNoLonger() throws Exception {
        var server = start(operator.line() + "\n" + viewer.line());
        var file = folder.resolve("tokens");
        try (var goes = stream(server, operator);
                var stays = stream(server, viewer)) {
            assertThat(after("event: caller", goes)).isEqualTo("data: {\"name\":\"alice\",\"role\":\"operator\"}");
            assertThat(after("event: caller", stays)).isEqualTo("data: {\"name\":\"bob\",\"role\":\"viewer\"}");
            Files.writeString(file, viewer.line());
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));

            awaitEnd(goes);
            for (int i = 0; i < 2; i++) assertThat(after("event: state", stays)).startsWith("data: ");
            // Another role is another caller.
            var promoted = viewer.line().replace(" viewer ", " operator ");
            Files.writeString(file, promoted);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(20)));
            awaitEnd(stays);
        }
    }

    /// It would tell a state each second for ever.
    private static void awaitEnd(BufferedReader stream) throws IOException {
        var end = Instant.now().plusSeconds(30);
        while (stream.readLine() != null)
            assertThat(Instant.now()).as("it is still read").isBefore(end);
    }

    private BufferedReader stream(AdminServer server, NewToken token) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/v1/events"))
                .header("Authorization", "Bearer " + token.token())
                .build();
        var answer = http.send(request, BodyHandlers.ofInputStream());
        assertThat(answer.statusCode()).isEqualTo(200);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private static String after(String line, BufferedReader lines) throws IOException {
        for (var read = lines.readLine(); read != null; read = lines.readLine())
            if (read.equals(line)) return lines.readLine();
        throw new AssertionError("the stream ended before: " + line);
    }

    @Test
    void aTokenIsGivenAndTakenAwayWithoutARestart() throws Exception {
        var server = start(operator.line());
        var file = folder.resolve("tokens");
        var status = new Api.Call(HttpMethod.GET, "/status", Caller.Role.VIEWER);
        Files.writeString(file, "nonsense");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(call(server, status, operator.token()).statusCode()).isEqualTo(200);

        Files.writeString(file, viewer.line());
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));

        Await.until("the new token is known", () -> {
            try {
                return call(server, status, viewer.token()).statusCode() == 200;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(call(server, status, operator.token()).statusCode()).isIn(401, 429);
    }

    @Test
    void aChangeIsNotedWithWhoAskedForIt() throws Exception {
        var server = start(operator.line());
        var move = new Api.Call(HttpMethod.POST, "/v1/vips/{vip}/switchover", Caller.Role.OPERATOR);
        assertThat(call(server, move, operator.token()).statusCode()).isEqualTo(200);
        assertThat(node.events
                        .since(0, 10)
                        .getLast()
                        .json()
                        .getJsonObject("data")
                        .getString("who"))
                .isEqualTo("alice");
    }

    @Test
    void aFileThatCannotBeUsedKeepsTheNodeFromStarting() {
        assertThatThrownBy(() -> start("alice owner")).hasMessageContaining("tokens:1: expected NAME viewer|operator");
        assertThatThrownBy(() -> FakeNode.start(vertx, settings(folder.resolve("none")), node.services()))
                .hasMessageContaining("admin.tokens-file cannot be read");
    }
}
