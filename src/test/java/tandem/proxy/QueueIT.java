package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;

/// Requests beyond what a backend may have under way.
final class QueueIT {
    private final Semaphore mayAnswer = new Semaphore(0);
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger busiest = new AtomicInteger();

    private RawBackend backend() {
        return RawBackend.start(connection -> {
            for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
                busiest.accumulateAndGet(busy.incrementAndGet(), Math::max);
                mayAnswer.acquireUninterruptibly();
                busy.decrementAndGet();
                connection.answer(head.split(" ", 3)[1]);
            }
        });
    }

    private static ProxyUnderTest proxy(RawBackend backend, QueueSettings queue) {
        return ProxyUnderTest.start(Options.of(backend.port()).with(queue));
    }

    private static int waiting(ProxyUnderTest proxy) {
        return proxy.server()
                .of("tomcat")
                .flatMap(LivePools.Counted::waiting)
                .orElseThrow()
                .waiting();
    }

    @Test
    void whatIsTooMuchWaitsInOneLineForAllEventLoops() throws IOException {
        List<RawClient> clients = new ArrayList<>();
        try (RawBackend backend = backend();
                ProxyUnderTest proxy = proxy(backend, new QueueSettings(1, 8, Duration.ofMinutes(1)))) {
            for (int i = 0; i < 9; i++) {
                RawClient client = proxy.client();
                clients.add(client);
                client.send(head("GET /" + i + " HTTP/1.1", "Host: test"));
                int before = i;
                Await.until("it is under way or waits", () -> busy.get() == 1 && waiting(proxy) == before);
            }
            try (RawClient late = proxy.client()) {
                Answer answer = late.get("/late");
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.body()).isEqualTo("503 Service Unavailable: every backend of pool tomcat is busy\n");
                assertThat(answer.field("retry-after")).hasValue("1");
            }
            mayAnswer.release(9);
            for (int i = 0; i < 9; i++) assertThat(clients.get(i).read().body()).isEqualTo("/" + i);
            assertThat(backend.heads().stream().map(head -> head.split(" ", 3)[1]))
                    .containsExactly("/0", "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8");
            assertThat(busiest).hasValue(1);
            PoolSnapshot.Queue queue = proxy.server()
                    .of("tomcat")
                    .flatMap(LivePools.Counted::waiting)
                    .orElseThrow();
            assertThat(queue).isEqualTo(new PoolSnapshot.Queue(1, 0, 0, 1, queue.waits()));
            assertThat(queue.waits().counts().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .as("who waited and got a place")
                    .isEqualTo(8);
        } finally {
            mayAnswer.release(100);
            for (RawClient client : clients) client.close();
        }
    }

    @Test
    void whoWaitsForTooLongIsToldToComeAgain() throws IOException {
        try (RawBackend backend = backend();
                ProxyUnderTest proxy = proxy(backend, new QueueSettings(1, 8, Duration.ofMillis(50)));
                RawClient first = proxy.client();
                RawClient second = proxy.client()) {
            first.send(head("GET /first HTTP/1.1", "Host: test"));
            Await.until("it is under way", () -> busy.get() == 1);
            Answer answer = second.get("/second");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body())
                    .isEqualTo("503 Service Unavailable: no backend of pool tomcat became free in time\n");
            assertThat(answer.field("retry-after")).hasValue("1");
            mayAnswer.release(2);
            assertThat(first.read().body()).isEqualTo("/first");
            assertThat(second.get("/again").body()).isEqualTo("/again");
        } finally {
            mayAnswer.release(100);
        }
    }

    @Test
    void aClientThatLeavesTheLineTakesNoPlace() throws IOException {
        try (RawBackend backend = backend();
                ProxyUnderTest proxy = proxy(backend, new QueueSettings(1, 8, Duration.ofMinutes(1)));
                RawClient first = proxy.client();
                RawClient third = proxy.client()) {
            first.send(head("GET /first HTTP/1.1", "Host: test"));
            Await.until("it is under way", () -> busy.get() == 1);
            try (RawClient second = proxy.client()) {
                second.send(head("GET /second HTTP/1.1", "Host: test"));
                Await.until("it waits", () -> waiting(proxy) == 1);
            }
            Await.until("it is gone", () -> waiting(proxy) == 0);
            third.send(head("GET /third HTTP/1.1", "Host: test"));
            Await.until("it waits", () -> waiting(proxy) == 1);
            mayAnswer.release(2);
            assertThat(first.read().body()).isEqualTo("/first");
            assertThat(third.read().body()).isEqualTo("/third");
            assertThat(backend.heads()).hasSize(2);
        } finally {
            mayAnswer.release(100);
        }
    }
}
