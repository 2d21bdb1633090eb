package tandem.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.backend.PoolChange;
import tandem.fixture.Await;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// What a reload is not about goes on as if there had been none.
@SideBySide
class ReloadKeepsIT {
    private static final String ASK =
            head("GET /chat HTTP/1.1", "Host: test", "Connection: Upgrade", "Upgrade: echo/1");
    private static final String SWITCH =
            head("HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: echo/1");
    private static final String OLD = "hosts: [{response-headers: [{set: X-Rule, value: old}], routes: [{prefix: /}]}]";
    private static final String NEW = """
            hosts:
              - response-headers: [{set: X-Rule, value: new}]
                routes: [{prefix: /}, {path: /slow, respond: {body: taken}}]
            """;

    @TempDir
    Path folder;

    private final AtomicBoolean mayAnswer = new AtomicBoolean();
    /// Connections that have carried a request, by backend; those of checks never do.
    private final Map<String, Set<RawBackend.Connection>> used = new ConcurrentHashMap<>();
    /// Connections that are no more, also those of checks.
    private final Set<RawBackend.Connection> ended = ConcurrentHashMap.newKeySet();
    private final RawBackend one = RawBackend.start(connection -> serve("one", connection));
    private final RawBackend two = RawBackend.start(connection -> serve("two", connection));
    private final RawBackend three = RawBackend.start(connection -> serve("three", connection));
    private final RawBackend broken = RawBackend.start(connection -> {
        if (!connection.readHead().isEmpty()) connection.reset();
    });

    @AfterEach
    void stop() {
        for (var backend : List.of(one, two, three, broken)) backend.close();
    }

    /// Answers with its name, `/slow` once it may, and whoever asks for an upgrade with what it sends.
    private void serve(String name, RawBackend.Connection connection) throws IOException {
        try {
            for (var head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                used.computeIfAbsent(name, _ -> ConcurrentHashMap.newKeySet()).add(connection);
                if (head.startsWith("GET /slow ")) Await.until("it may answer", mayAnswer::get);
                if (head.startsWith("GET /chat ")) echo(connection);
                else connection.answer(name);
            }
        } finally {
            ended.add(connection);
        }
    }

    private Set<RawBackend.Connection> used(String backend) {
        return used.getOrDefault(backend, Set.of());
    }

    private static void echo(RawBackend.Connection connection) throws IOException {
        connection.send(SWITCH);
        for (int next = connection.in().read();
                next >= 0;
                next = connection.in().read()) connection.send(Character.toString(next));
    }

    private static String file(String more, String... backends) {
        return """
                pools:
                  - name: web
                    check: {kind: tcp, interval: 200ms, timeout: 200ms}
                    slow-start: 0s
                    eject: {failures: 1, duration: 1m}
                    backends: [%s]
                %s
                """.formatted(String.join(", ", backends), more);
    }

    private static String backend(String name, RawBackend backend) {
        return backend(name, backend, 1);
    }

    private static String backend(String name, RawBackend backend, int weight) {
        return "{name: %s, address: \"127.0.0.1:%d\", weight: %d}".formatted(name, backend.port(), weight);
    }

    private static void assertEchoes(RawClient client, String text) throws IOException {
        client.send(text);
        assertThat(new String(client.in().readNBytes(text.length()), ISO_8859_1))
                .isEqualTo(text);
    }

    @Test
    void aTunnelLivesThroughReloads() throws Exception {
        try (var node = new FollowedFile(folder, file("", backend("one", one)));
                var tunnel = node.client();
                var other = node.client()) {
            assertThat(tunnel.send(ASK).readHead().status()).isEqualTo(101);
            assertEchoes(tunnel, "before");
            assertThat(other.get("/").body()).isEqualTo("one");

            assertThat(node.reload(file(OLD, backend("one", one)))).containsExactly("hosts is changed");
            assertEchoes(tunnel, "with routes");

            assertThat(node.reload(file(OLD, backend("two", two)))).contains("pool web: one is removed");
            Await.until(
                    "its other connection is closed", () -> used("one").stream().anyMatch(ended::contains));
            assertEchoes(tunnel, "without its backend");

            assertThat(node.reload(file("", backend("two", two)))).containsExactly("hosts is changed");
            assertEchoes(tunnel, "without routes");
            assertThat(other.get("/").body()).isEqualTo("two");
        }
    }

    @Test
    void aRequestUnderWayEndsByTheOldRoutes() throws Exception {
        try (var node = new FollowedFile(folder, file(OLD, backend("one", one)));
                var client = node.client();
                var other = node.client()) {
            client.send(head("GET /slow HTTP/1.1", "Host: test"));
            Await.until("it is under way", () -> !one.heads().isEmpty());
            assertThat(node.reload(file(NEW, backend("one", one)))).containsExactly("hosts is changed");
            assertThat(other.get("/").field("X-Rule")).hasValue("new");

            mayAnswer.set(true);
            var answer = client.read();
            assertThat(answer.body()).isEqualTo("one");
            assertThat(answer.field("X-Rule")).hasValue("old");
            assertThat(client.get("/slow").body()).isEqualTo("taken");
            assertThat(client.get("/").field("X-Rule")).hasValue("new");
        }
    }

    @Test
    void connectionsToABackendThatStaysAreKept() throws Exception {
        try (var node = new FollowedFile(folder, file("", backend("one", one), backend("two", two)));
                var client = node.client()) {
            awaitAnswers(client, "one", "two");
            var before = Set.copyOf(used("one"));

            node.reload(file(NEW, backend("one", one, 2), backend("three", three)));
            awaitAnswers(client, "one", "three");
            awaitAnswers(client, "one");
            assertThat(used("one")).isEqualTo(before).hasSize(1);
            assertThat(ended).doesNotContainAnyElementsOf(before);
        }
    }

    private static void awaitAnswers(RawClient client, String... names) throws IOException {
        for (var name : names)
            Await.until(
                    name + " answers",
                    Duration.ofSeconds(30),
                    () -> client.get("/").body().equals(name));
    }

    @Test
    void ejectedDrainingAndWeighedBackendsStaySo() throws Exception {
        var stay = List.of("weighed 7 enabled HEALTHY", "drained 1 draining HEALTHY", "ejected 1 enabled OUT");
        var backends = new String[] {
            backend("weighed", one), backend("drained", two), backend("ejected", broken), backend("other", three)
        };
        try (var node = new FollowedFile(folder, file("", backends));
                var client = node.client()) {
            node.change(new PoolChange.Weigh("weighed", 7));
            Await.until("it is ejected", Duration.ofSeconds(30), () -> {
                client.get("/");
                return node.backends().contains("ejected 1 enabled OUT");
            });
            node.change(new PoolChange.Drain("drained", Duration.ofHours(1)));
            Await.until("all are checked", () -> node.backends().containsAll(stay));

            backends[3] = backend("other", three, 5);
            assertThat(node.reload(file(NEW, backends))).contains("pool web: other has weight 5 now");
            assertThat(node.backends()).startsWith(stay.toArray(String[]::new)).hasSize(4);

            assertThat(node.reload(file("", backends[0], backends[1], backends[2])))
                    .contains("pool web: other is removed");
            assertThat(node.backends()).isEqualTo(stay);
        }
    }
}
