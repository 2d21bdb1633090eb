package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;
import tandem.fixture.RawBackend;
import tandem.fixture.SideBySide;

/// What one of two real nodes knows of a pool, by an operator or by its clients' requests, outlives it, in
/// whatever order they are killed.
@SideBySide
class KeptChangesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String BACKENDS = "/v1/pools/shop/backends";

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    /// Passes every check, and no request.
    private final RawBackend broken = RawBackend.start(connection -> {
        for (String head = connection.readHead(); head.startsWith("GET / "); head = connection.readHead())
            connection.answer("fine");
        connection.reset();
    });

    /// A session of each Tomcat.
    private final Map<String, String> cookies = new HashMap<>();

    private NodePair pair;

    @BeforeEach
    void start() throws Exception {
        pair = new NodePair(folder, "failures: 2, duration: 60s");
    }

    @AfterEach
    void stop() {
        pair.close();
        broken.close();
        http.close();
    }

    @Test
    void changesOutliveOneNodeAndAll() throws Exception {
        pair.awaitReady("proxy-a", LIMIT);
        pair.awaitReady("proxy-b", LIMIT);
        whatOneLearntOfSessionsTheOtherKnows();

        var added = "{\"name\":\"tomcat-3\",\"address\":\"127.0.0.1:1\",\"weight\":7}";
        assertThat(changed("proxy-b", "POST", BACKENDS, added)
                        .getJsonObject("nodes")
                        .getMap())
                .containsEntry("proxy-a", "done")
                .containsEntry("proxy-b", "done");
        changed("proxy-a", "PUT", BACKENDS + "/tomcat-1/weight", "{\"weight\":9}");
        changed("proxy-a", "POST", BACKENDS + "/tomcat-2/drain", "{\"limitSeconds\":3600}");
        var all = "tomcat-1 9 enabled, tomcat-2 1 draining, tomcat-3 7 enabled";
        awaitPool("proxy-a", all);
        awaitPool("proxy-b", all);

        String owner = pair.agreedOwner();
        String other = owner.equals("proxy-a") ? "proxy-b" : "proxy-a";
        whoTakesOverSparesWhatTheOwnerHadEjected(owner, other);
        oneNodeMissesAChangeAndLearnsIt(owner, other);
        allNodesAreKilledAndOneJournalIsBroken();
    }

    /// The Tomcats' jvmRoutes are not their names here. They are learned from answers, of which one node
    /// has had none.
    private void whatOneLearntOfSessionsTheOtherKnows() throws Exception {
        while (cookies.size() < 2) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create(pair.own("proxy-a") + "/session"))
                            .timeout(LIMIT)
                            .build(),
                    BodyHandlers.ofString());
            var set = answer.headers().firstValue("Set-Cookie").orElseThrow();
            assertThat(set).contains(".route-" + answer.body());
            cookies.put(answer.body(), set.substring(0, set.indexOf(';')));
        }
        Await.until("proxy-b knows them", LIMIT, () -> sessionsStay("proxy-b"));
    }

    /// Without knowing whose they are, a node would hand the requests out in turn.
    private boolean sessionsStay(String node) throws Exception {
        for (var session : cookies.entrySet()) {
            var request = HttpRequest.newBuilder(URI.create(pair.own(node) + "/hello"))
                    .timeout(LIMIT)
                    .header("Cookie", session.getValue())
                    .build();
            for (int i = 0; i < 8; i++)
                if (!http.send(request, BodyHandlers.ofString()).body().equals(session.getKey())) return false;
        }
        return true;
    }

    private void whoTakesOverSparesWhatTheOwnerHadEjected(String owner, String other) throws Exception {
        var added = "{\"name\":\"broken\",\"address\":\"127.0.0.1:" + broken.port() + "\"}";
        changed(owner, "POST", BACKENDS, added);
        Await.until(
                other + " knows of the ejection",
                LIMIT,
                () -> reason(other, "broken").startsWith(owner + " has it out: "));
        long before = requestsToBroken();
        pair.kill(owner);
        pair.awaitAnswers(100);
        assertThat(sessionsStay(other)).isTrue();
        assertThat(reason(other, "broken")).startsWith(owner + " has it out: ");
        assertThat(requestsToBroken()).isEqualTo(before);
    }

    private long requestsToBroken() {
        return broken.heads().stream()
                .filter(head -> head.startsWith("GET /hello"))
                .count();
    }

    private void oneNodeMissesAChangeAndLearnsIt(String owner, String other) throws Exception {
        changed(other, "POST", BACKENDS + "/tomcat-2/enable", "");
        changed(other, "POST", BACKENDS + "/tomcat-1/drain", "{\"limitSeconds\":3600}");
        changed(other, "DELETE", BACKENDS + "/tomcat-3", "");
        Files.delete(folder.resolve("state").resolve("pools-production-" + owner + ".journal"));
        pair.start(owner);
        pair.awaitReady(owner, LIMIT);
        // It knows all of it before its first request, and has to wait for nothing.
        assertThat(pool(owner)).isEqualTo("tomcat-1 9 draining, tomcat-2 1 enabled, broken 1 enabled");
        assertThat(reason(owner, "broken")).startsWith(owner + " has it out: ");
        assertThat(sessionsStay(owner)).isTrue();

        changed(owner, "POST", BACKENDS + "/tomcat-1/enable", "");
        changed(owner, "DELETE", BACKENDS + "/broken", "");
    }

    private String reason(String node, String backend) throws Exception {
        return backends(node)
                .filter(one -> one.getString("name").equals(backend))
                .map(one -> String.valueOf(one.getString("reason")))
                .collect(Collectors.joining());
    }

    private void allNodesAreKilledAndOneJournalIsBroken() throws Exception {
        var state = folder.resolve("state");
        var ofB = state.resolve("pools-production-proxy-b.journal");
        Await.until(
                "both journals are the same but for their nodes",
                LIMIT,
                () -> times(ofB).equals(times(state.resolve("pools-production-proxy-a.journal"))));
        pair.kill("proxy-a");
        pair.kill("proxy-b");
        Files.writeString(ofB, Files.readString(ofB).substring(0, 150));

        pair.start("proxy-b");
        pair.awaitReady("proxy-b", LIMIT);
        assertThat(pool("proxy-b")).isEqualTo("tomcat-1 1 enabled, tomcat-2 1 enabled");
        assertThat(pair.log("proxy-b")).contains("is not used, it is not whole");

        pair.start("proxy-a");
        pair.awaitReady("proxy-a", LIMIT);
        awaitPool("proxy-a", "tomcat-1 9 enabled, tomcat-2 1 enabled");
        awaitPool("proxy-b", "tomcat-1 9 enabled, tomcat-2 1 enabled");
    }

    private static List<Long> times(Path journal) throws IOException {
        var text = Files.readString(journal);
        return new JsonArray(text.substring(text.indexOf('\n') + 1))
                .stream().map(one -> ((JsonObject) one).getLong("at")).toList();
    }

    private JsonObject changed(String node, String method, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(pair.url(node) + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return new JsonObject(answer.body());
    }

    private void awaitPool(String node, String expected) throws Exception {
        Await.until(node + " has " + expected, LIMIT, () -> pool(node).equals(expected));
    }

    private String pool(String node) throws Exception {
        return backends(node)
                .map(one -> one.getString("name") + " " + one.getInteger("weight") + " " + one.getString("mode"))
                .collect(Collectors.joining(", "));
    }

    private Stream<JsonObject> backends(String node) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(pair.url(node) + "/v1/pools/shop"))
                .timeout(LIMIT)
                .build();
        return new JsonObject(http.send(request, BodyHandlers.ofString()).body())
                .getJsonArray("backends").stream().map(one -> (JsonObject) one);
    }
}
