package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.OpenLoop;
import tandem.fixture.RawBackend;
import tandem.fixture.SideBySide;

/// A limit of requests that finds itself, in front of a backend with so many threads that take so long for
/// a request.
@SideBySide
final class AdaptiveConcurrencyIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CLIENTS = 64;
    /// What it begins with.
    private static final int FIRST = 20;

    private static RawBackend backend(int threads, int millis) {
        Semaphore free = new Semaphore(threads);
        return RawBackend.start(connection -> {
            while (!connection.readHead().isEmpty()) {
                free.acquireUninterruptibly();
                Await.pause(Duration.ofMillis(millis));
                free.release();
                connection.answer("done");
            }
        });
    }

    private static ConfiguredProxy proxy(RawBackend backend, int least) {
        return ConfiguredProxy.startWith(
                "queue: {requests-per-backend: 100, adaptive-from: " + least + ", length: 1000, timeout: 1m}",
                "t=" + backend.port());
    }

    /// Each of the clients has a request under way, or waits for it, nearly all the time.
    private static OpenLoop load(ConfiguredProxy proxy) {
        return OpenLoop.start(proxy.port(), CLIENTS, 3000, List.of(head("GET / HTTP/1.1", "Host: test")));
    }

    private static int limit(ConfiguredProxy proxy) {
        return proxy.server()
                .of("t")
                .orElseThrow()
                .snapshot()
                .getFirst()
                .done()
                .limit()
                .orElseThrow();
    }

    private static int waiting(ConfiguredProxy proxy) {
        return proxy.server()
                .of("t")
                .flatMap(LivePools.Counted::waiting)
                .orElseThrow()
                .waiting();
    }

    @Test
    void aBackendWithFewThreadsGetsNoMoreThanItCanBearAndTheRestWaitsHere() {
        int least = 2;
        try (RawBackend backend = backend(3, 10);
                ConfiguredProxy proxy = proxy(backend, least)) {
            assertThat(limit(proxy)).isEqualTo(FIRST);
            try (OpenLoop load = load(proxy)) {
                // At the least it is while it measures how long an answer takes that waits for nothing.
                Await.until("the limit has fallen", LIMIT, () -> limit(proxy) > least && limit(proxy) <= FIRST * 3 / 4);
                Await.until("most clients wait in front of it", LIMIT, () -> waiting(proxy) > CLIENTS / 2);
                load.awaitMore(200);
                load.stop();
                assertThat(load.failures()).isEmpty();
                assertThat(waiting(proxy)).isZero();
            }
        }
    }

    /// It takes so long for a request that the processors of a busy machine are no part of it.
    @Test
    void aBackendThatStaysQuickGetsMore() {
        try (RawBackend backend = backend(1000, 50);
                ConfiguredProxy proxy = proxy(backend, 10);
                OpenLoop load = load(proxy)) {
            Await.until("the limit has grown", LIMIT, () -> limit(proxy) >= FIRST * 2);
            load.stop();
            assertThat(load.failures()).isEmpty();
        }
    }
}
