package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;
import tandem.fixture.SideBySide;

/// Two operators, one at each of two real nodes, and a configuration that changes meanwhile.
@SideBySide
class RacingChangesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String BACKENDS = "/v1/pools/shop/backends";
    private static final int RACES = 20;

    @TempDir
    static Path folder;

    private static HttpClient http;
    private static NodePair pair;

    @BeforeAll
    static void start() throws Exception {
        http = HttpClient.newHttpClient();
        pair = new NodePair(folder);
        for (var node : List.of("proxy-a", "proxy-b")) pair.awaitReady(node, LIMIT);
        pair.agreedOwner();
    }

    @AfterAll
    static void stop() {
        if (pair != null) pair.close();
        http.close();
    }

    @Test
    void ofTwoThatLookedAtTheSameOneIsToldThatItHasChanged() throws Exception {
        for (int round = 1; round <= RACES; round++) {
            awaitSame();
            var tag = tag("proxy-a");
            assertThat(tag("proxy-b")).isEqualTo(tag);
            var told = race(tag, 10 + round, 100 + round);
            assertThat(told).containsExactlyInAnyOrder(200, 412);
            int won = told.getFirst() == 200 ? 10 + round : 100 + round;
            for (var node : List.of("proxy-a", "proxy-b"))
                Await.until(
                        node + " has the change that was made",
                        LIMIT,
                        () -> pool(node).startsWith("tomcat-1 " + won + " "));
        }
    }

    @Test
    void ofTwoThatDidNotLookTheLaterOneHoldsOnBothNodes() throws Exception {
        for (int round = 1; round <= RACES; round++) {
            // Who was first is told that the other node has something newer by then.
            assertThat(race("*", 200 + round, 100 + round)).isSubsetOf(200, 207);
            awaitSame();
            assertThat(pool("proxy-a")).matches("tomcat-1 (" + (200 + round) + "|" + (100 + round) + ") .*");
        }
    }

    /// Each node lets the first one go, and refuses the last.
    @Test
    void ofAllBackendsThatTwoNodesRemoveOneStaysTheSameOnBoth() throws Exception {
        var both = List.of(
                call("proxy-a", "DELETE", BACKENDS + "/tomcat-1", "*", ""),
                call("proxy-b", "DELETE", BACKENDS + "/tomcat-2", "*", ""));
        assertThat(both.stream().map(call -> call.join().statusCode()).toList()).isSubsetOf(200, 207, 409);
        awaitSame();
        Await.until(
                "one is left",
                LIMIT,
                () -> !pool("proxy-a").contains(",") && !pool("proxy-b").contains(","));
        awaitSame();
        assertThat(pair.ask()).isEqualTo(200);
        int gone = pool("proxy-a").startsWith("tomcat-1") ? 1 : 0;
        changed("proxy-b", "POST", BACKENDS, backend("tomcat-" + (gone + 1), pair.tomcat(gone)));
        Await.until("both are there again", LIMIT, () -> pool("proxy-a").contains(","));
        awaitSame();
    }

    /// The old receiver refuses everything, so that all waits.
    @Test
    void whatWaitsToBeToldIsToldInTheNewWayAfterASignal() throws Exception {
        var before = Files.readString(pair.config());
        var backends = List.of(receiver(204, _ -> {}), receiver(204, _ -> {}));
        for (int i = 0; i < 2; i++) {
            var name = "goes-" + i;
            var port = backends.get(i).getAddress().getPort();
            changed("proxy-b", "POST", BACKENDS, backend(name, "127.0.0.1:" + port));
            Await.until(name + " is healthy", LIMIT, () -> healthy(name));
        }
        var refused = new AtomicInteger();
        var told = new CopyOnWriteArrayList<String>();
        var old = receiver(503, _ -> refused.incrementAndGet());
        var fresh = receiver(204, told::add);
        try {
            reload(before + webhook(old));
            for (int i = 0; i < 2; i++) {
                var name = "goes-" + i;
                backends.get(i).stop(0);
                Await.until(name + " is out", LIMIT, () -> !healthy(name));
            }
            Await.until("it is refused", LIMIT, () -> refused.get() > 0);
            assertThat(told).isEmpty();
            reload(before + webhook(fresh));
            for (int i = 0; i < 2; i++) {
                var subject = "backend shop/goes-" + i;
                Await.until(subject + " is told", LIMIT, () -> outs(told).contains(subject));
            }
            assertThat(outs(told)).doesNotHaveDuplicates();
        } finally {
            reload(before);
            old.stop(0);
            fresh.stop(0);
        }
        for (int i = 0; i < 2; i++) changed("proxy-a", "DELETE", BACKENDS + "/goes-" + i, "");
        awaitSame();
    }

    private static boolean healthy(String backend) throws Exception {
        return new JsonObject(pools("proxy-a").body())
                .getJsonArray("backends").stream()
                        .map(JsonObject.class::cast)
                        .anyMatch(one -> one.getString("name").equals(backend)
                                && one.getString("state").equals("healthy"));
    }

    /// The backends that somebody was told are out.
    private static List<String> outs(List<String> told) {
        return told.stream()
                .flatMap(body -> new JsonObject(body).getJsonObject("data").getJsonArray("notices").stream())
                .map(JsonObject.class::cast)
                .filter(notice -> notice.getString("text").startsWith("out"))
                .map(notice -> notice.getString("subject"))
                .toList();
    }

    private static HttpServer receiver(int status, Consumer<String> each) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                each.accept(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        return server;
    }

    private static String webhook(HttpServer receiver) {
        return "notifications: {attempts: 10, webhook: {url: \"http://127.0.0.1:%d/\"}}\n"
                .formatted(receiver.getAddress().getPort());
    }

    /// By the signal, on one node.
    private static void reload(String config) throws Exception {
        int before = reloads();
        Files.writeString(pair.config(), config);
        pair.hangUp("proxy-a");
        Await.until("it is reloaded", LIMIT, () -> reloads() > before);
    }

    private static int reloads() throws IOException {
        return pair.log("proxy-a").split("notifications are told in another way", -1).length;
    }

    private static void awaitSame() throws Exception {
        Await.until(
                "both nodes have the same pool", LIMIT, () -> pool("proxy-a").equals(pool("proxy-b")));
    }

    private static String backend(String name, String address) {
        return "{\"name\":\"%s\",\"address\":\"%s\"}".formatted(name, address);
    }

    /// Gives the same backend two weights at the same moment, by both nodes.
    private static List<Integer> race(String tag, int one, int other) {
        var path = BACKENDS + "/tomcat-1/weight";
        var both = List.of(
                call("proxy-a", "PUT", path, tag, "{\"weight\":" + one + "}"),
                call("proxy-b", "PUT", path, tag, "{\"weight\":" + other + "}"));
        return both.stream().map(call -> call.join().statusCode()).toList();
    }

    private static void changed(String node, String method, String path, String body) {
        var answer = call(node, method, path, "*", body).join();
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    }

    private static CompletableFuture<HttpResponse<String>> call(
            String node, String method, String path, String tag, String body) {
        var request = HttpRequest.newBuilder(URI.create(pair.url(node) + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header("If-Match", tag)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    private static HttpResponse<String> pools(String node) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(pair.url(node) + "/v1/pools/shop"))
                .timeout(LIMIT)
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static String tag(String node) throws Exception {
        return pools(node).headers().firstValue("ETag").orElseThrow();
    }

    private static String pool(String node) throws Exception {
        return new JsonObject(pools(node).body())
                .getJsonArray("backends").stream()
                        .map(JsonObject.class::cast)
                        .map(one ->
                                one.getString("name") + " " + one.getInteger("weight") + " " + one.getString("mode"))
                        .sorted()
                        .collect(Collectors.joining(", "));
    }
}
