package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.fixture.Await;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.FreePorts;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawClient;
import tandem.fixture.TomcatBackend;

/// Which of several real Tomcats answers.
final class BalancingIT {
    private static final List<TomcatBackend> TOMCATS = new ArrayList<>();

    @BeforeAll
    static void start() {
        for (String name : List.of("a", "b", "c")) TOMCATS.add(TomcatBackend.start(name));
    }

    @AfterAll
    static void stop() {
        TOMCATS.forEach(TomcatBackend::close);
    }

    private static Options weighted(int... weights) {
        List<Backend> backends = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            TomcatBackend tomcat = TOMCATS.get(i);
            backends.add(new Backend(tomcat.name(), "127.0.0.1", tomcat.port(), weights[i]));
        }
        return Options.of(1).with(backends);
    }

    private static Map<String, Integer> ask(ProxyUnderTest proxy, int times) throws IOException {
        Map<String, Integer> answers = new HashMap<>();
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < times; i++) answers.merge(client.get("/").body(), 1, Integer::sum);
        }
        return answers;
    }

    @Test
    void requestsAreSpreadByWeight() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(weighted(5, 2, 1))) {
            assertThat(ask(proxy, 80)).isEqualTo(Map.of("a", 50, "b", 20, "c", 10));
        }
    }

    @Test
    void everyEventLoopSpreadsByWeight() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(weighted(2, 1, 1).onLoops(3))) {
            Map<String, Integer> all = new HashMap<>();
            for (int i = 0; i < 6; i++) ask(proxy, 20).forEach((name, count) -> all.merge(name, count, Integer::sum));
            assertThat(all).isEqualTo(Map.of("a", 60, "b", 30, "c", 30));
        }
    }

    @Test
    void aBusyBackendGetsLessByLeastConnections() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(weighted(1, 1).with(Algorithm.LEAST_CONNECTIONS))) {
            List<RawClient> busy = new ArrayList<>();
            int held = TOMCATS.get(0).servlet().inFlight()
                    + TOMCATS.get(1).servlet().inFlight();
            for (int i = 0; i < 4; i++) {
                RawClient client = proxy.client();
                client.send(head("GET /endless HTTP/1.1", "Host: test"));
                client.readHead();
                busy.add(client);
            }
            // Two each, over both event loops; then one backend loses its two.
            Await.until(
                    "four are held",
                    () -> TOMCATS.get(0).servlet().inFlight()
                                    + TOMCATS.get(1).servlet().inFlight()
                            == held + 4);
            List<Integer> inFlight = proxy.server().snapshot().backends().stream()
                    .map(backend -> backend.done().inFlight())
                    .toList();
            assertThat(inFlight).containsExactly(2, 2);
            busy.forEach(RawClient::close);
            Await.until("all are gone", () -> proxy.server().inFlight() == 0);
        }
    }

    @Test
    void theSnapshotCountsWhatWasAsked() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(weighted(1, 1))) {
            ask(proxy, 10);
            Await.until("all is counted", () -> proxy.server().inFlight() == 0);
            ProxySnapshot snapshot = proxy.server().snapshot();
            assertThat(snapshot.requests()).isEqualTo(10);
            assertThat(snapshot.rejected()).isZero();
            assertThat(snapshot.inFlight()).isZero();
            for (ProxySnapshot.BackendTraffic backend : snapshot.backends()) {
                PoolSnapshot.Traffic done = backend.done();
                assertThat(done.latency())
                        .hasValueSatisfying(time -> assertThat(time).isPositive());
                assertThat(done).isEqualTo(new PoolSnapshot.Traffic(5, 0, 0, done.latency(), 0, done.connections(), 0));
            }
            assertThat(snapshot.backends())
                    .extracting(ProxySnapshot.BackendTraffic::backend)
                    .containsExactly("a", "b");
        }
    }

    private static String sticky(Path folder, String more) throws IOException {
        Path key = Files.writeString(folder.resolve("key"), "a secret of both nodes\n");
        return "affinity: cookie, affinity-cookie: {key-file: %s%s}".formatted(key, more);
    }

    private static RawClient.Answer ask(RawClient client, String target, String cookies) throws IOException {
        return client.send(head("GET " + target + " HTTP/1.1", "Host: test", "Cookie: " + cookies))
                .read();
    }

    @Test
    void aCookieKeepsAClientAtItsBackend(@TempDir Path folder) throws IOException {
        String pool = "t=%d+%d".formatted(TOMCATS.get(0).port(), TOMCATS.get(1).port());
        try (ConfiguredProxy proxy = ConfiguredProxy.startWith(sticky(folder, ""), pool);
                RawClient client = proxy.client()) {
            client.get("/");
            RawClient.Answer first = client.get("/");
            String set = first.field("set-cookie").orElseThrow();
            assertThat(set).matches("TANDEM=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Lax");
            String cookie = set.substring(0, set.indexOf(';'));
            for (int i = 0; i < 5; i++) {
                RawClient.Answer next = ask(client, "/", cookie);
                assertThat(next.body()).isEqualTo(first.body());
                assertThat(next.field("set-cookie")).isEmpty();
            }
            assertThat(ask(client, "/headers", "x=1; " + cookie + "; y=2").body())
                    .contains("cookie: x=1; y=2\n")
                    .doesNotContain("TANDEM");
            assertThat(ask(client, "/headers", cookie).body()).doesNotContain("cookie:");
            LivePools.Counted counted = proxy.server().of("t").orElseThrow();
            assertThat(counted.cookiesRefused()).isZero();
            RawClient.Answer forged = ask(client, "/", cookie.substring(0, cookie.length() - 1) + "!");
            assertThat(forged.field("set-cookie")).isPresent();
            assertThat(counted.cookiesRefused()).isEqualTo(1);
            assertThat(counted.stickyBreaks()).isZero();
        }
    }

    /// The node that gets the second request is another one, with the same key; it cannot reach that backend.
    @Test
    void aCookieIsGoodAtEveryNodeAndIsReplacedWhenItsBackendIsLost(@TempDir Path folder) throws IOException {
        int port = TOMCATS.get(0).port();
        String keys = sticky(folder, ", name: route, to-backend: true, max-age: 1h, same-site: unset");
        String cookie;
        try (ConfiguredProxy proxy = ConfiguredProxy.startWith(
                        keys, "t=%d+%d".formatted(port, TOMCATS.get(1).port()));
                RawClient client = proxy.client()) {
            RawClient.Answer second = client.get("/");
            if (second.body().equals("a")) second = client.get("/");
            assertThat(second.body()).isEqualTo("b");
            String set = second.field("set-cookie").orElseThrow();
            assertThat(set).startsWith("route=").endsWith("; Path=/; Max-Age=3600; HttpOnly");
            cookie = set.substring(0, set.indexOf(';'));
        }
        int dead = FreePorts.find();
        try (ConfiguredProxy proxy = ConfiguredProxy.startWith(keys, "t=%d+%d".formatted(port, dead));
                RawClient client = proxy.client()) {
            RawClient.Answer moved = ask(client, "/headers", cookie);
            assertThat(moved.body()).contains("cookie: " + cookie);
            String set = moved.field("set-cookie").orElseThrow();
            String fresh = set.substring(0, set.indexOf(';'));
            assertThat(fresh).isNotEqualTo(cookie);
            assertThat(ask(client, "/", fresh).field("set-cookie")).isEmpty();
            LivePools.Counted counted = proxy.server().of("t").orElseThrow();
            assertThat(counted.stickyBreaks()).isEqualTo(1);
            assertThat(counted.cookiesRefused()).isZero();
            assertThat(counted.sessions(new Backend("t-1", "127.0.0.1", port, 1), Duration.ofMinutes(5)))
                    .isEqualTo(1);
        }
    }

    @Test
    void aSessionStaysWithATomcatWhoseJvmRouteIsNotItsNameHere() throws IOException {
        String pool = "t=%d+%d".formatted(TOMCATS.get(0).port(), TOMCATS.get(1).port());
        try (ConfiguredProxy proxy = ConfiguredProxy.start("", pool);
                RawClient client = proxy.client()) {
            for (int i = 0; i < 2; i++) {
                RawClient.Answer first = client.get("/session");
                String set = first.field("set-cookie").orElseThrow();
                String cookie = set.substring(0, set.indexOf(';'));
                assertThat(cookie).startsWith("JSESSIONID=").endsWith(".route-" + first.body());
                for (int j = 0; j < 5; j++)
                    assertThat(ask(client, "/", cookie).body()).isEqualTo(first.body());
            }
            assertThat(proxy.server().of("t").orElseThrow().routes())
                    .isEqualTo(Map.of("route-a", "t-1", "route-b", "t-2"));
        }
    }
}
