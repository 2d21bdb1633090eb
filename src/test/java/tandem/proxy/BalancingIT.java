package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.fixture.Await;
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
}
