package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;
import tandem.fixture.ChildProcess;
import tandem.fixture.ClusteredTomcat;
import tandem.fixture.FreePorts;
import tandem.fixture.SessionClients;
import tandem.fixture.SideBySide;

/// Three real Tomcats that replicate their sessions, behind two real nodes.
@SideBySide
class TomcatClusterIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TOMCATS = 3;
    private static final int SESSIONS = 12;
    private static final int ENOUGH = 60;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<ChildProcess> tomcats = new ArrayList<>();
    private List<Integer> ports = List.of();
    private NodePair pair;

    @BeforeEach
    void start() throws Exception {
        ports = FreePorts.find(2 * TOMCATS);
        for (int i = 0; i < TOMCATS; i++) tomcats.add(tomcat(i));
        pair = NodePair.inFrontOf(folder, """
                  - name: shop
                    backends:
                      - {name: tomcat-0, address: 127.0.0.1:%d}
                      - {name: tomcat-1, address: 127.0.0.1:%d}
                      - {name: tomcat-2, address: 127.0.0.1:%d}
                    check: {interval: 500ms, timeout: 500ms, rise: 1, fall: 2}
                """.formatted(ports.get(0), ports.get(1), ports.get(2)));
    }

    @AfterEach
    void stop() {
        if (pair != null) pair.close();
        tomcats.forEach(ChildProcess::close);
        http.close();
    }

    private ChildProcess tomcat(int index) {
        var receivers = new ArrayList<>(ports.subList(TOMCATS, 2 * TOMCATS));
        Collections.swap(receivers, 0, index);
        return ClusteredTomcat.start("tomcat-" + index, ports.get(index), receivers);
    }

    @Test
    void sessionsOutliveARollingRestartAKilledTomcatAndAKilledProxy() throws Exception {
        for (int i = 0; i < TOMCATS; i++) awaitState(i, "healthy");
        String owner = pair.agreedOwner();
        try (var clients = SessionClients.start("http://" + pair.address() + "/count", SESSIONS)) {
            clients.awaitMore(ENOUGH);
            for (int i = 0; i < TOMCATS; i++) restart(i, clients);
            assertThat(clients.failures()).as("a rolling restart").isEmpty();

            tomcats.get(1).kill();
            clients.awaitMore(ENOUGH);
            assertThat(clients.failures()).as("a killed Tomcat").isEmpty();
            assertThat(secondChoice("proxy-a", 1)).isEqualTo(secondChoice("proxy-b", 1));

            pair.kill(owner);
            clients.awaitMore(ENOUGH);
            assertThat(clients.lost()).isEmpty();
        }
    }

    private void restart(int index, SessionClients clients) throws Exception {
        String backend = "/v1/pools/shop/backends/tomcat-" + index;
        change(backend + "/drain", "{\"limitSeconds\":1}");
        Await.until(
                "tomcat-" + index + " is drained",
                LIMIT,
                () -> "drained".equals(backend("proxy-a", index).getString("mode")));
        Await.until(
                "no request is left at it",
                LIMIT,
                () -> backend("proxy-a", index).getInteger("inFlight") == 0
                        && backend("proxy-b", index).getInteger("inFlight") == 0);
        tomcats.get(index).terminate();
        tomcats.get(index).awaitEnd();
        tomcats.set(index, tomcat(index));
        change(backend + "/enable", "");
        awaitState(index, "healthy");
        clients.awaitMore(ENOUGH);
    }

    private void change(String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(pair.url("proxy-a") + path))
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private void awaitState(int index, String state) throws Exception {
        for (var node : List.of("proxy-a", "proxy-b"))
            Await.until(
                    node + " has tomcat-" + index + " " + state,
                    LIMIT,
                    () -> state.equals(backend(node, index).getString("state", "")));
    }

    private JsonObject backend(String node, int index) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(pair.url(node) + "/v1/pools/shop"))
                .timeout(LIMIT)
                .build();
        try {
            return new JsonObject(http.send(request, BodyHandlers.ofString()).body())
                    .getJsonArray("backends")
                    .getJsonObject(index);
        } catch (IOException e) {
            return new JsonObject();
        }
    }

    /// Who gets a session of a Tomcat that is gone.
    private String secondChoice(String node, int index) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(pair.own(node) + "/"))
                .timeout(LIMIT)
                .header("Cookie", "JSESSIONID=0123456789ABCDEF0123456789ABCDEF.tomcat-" + index)
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }
}
