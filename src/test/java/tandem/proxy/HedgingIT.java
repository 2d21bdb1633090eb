package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// Requests get a second try beside a slow one. Of the two backends one answers at once, the other when it may.
@SideBySide
final class HedgingIT {
    private static final String HEDGED = "retry: {hedge-after: 20ms}";

    private final Semaphore mayAnswer = new Semaphore(0);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();

    private RawBackend slow() {
        return RawBackend.start(connection -> {
            while (!connection.readHead().isEmpty()) {
                asked.incrementAndGet();
                connection.socket().setSoTimeout(5);
                while (!mayAnswer.tryAcquire()) {
                    if (hasEnded(connection)) {
                        givenUp.incrementAndGet();
                        return;
                    }
                }
                connection.socket().setSoTimeout(0);
                connection.answer("slow");
            }
        });
    }

    private static boolean hasEnded(RawBackend.Connection connection) throws IOException {
        try {
            return connection.in().read() < 0;
        } catch (SocketTimeoutException waits) {
            return false;
        }
    }

    private static RawBackend quick() {
        return RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nquick");
    }

    private static ConfiguredProxy proxy(String retry, RawBackend one, RawBackend two) {
        return ConfiguredProxy.startWith(retry, "t=" + one.port() + "+" + two.port());
    }

    private static PoolSnapshot.Hedges hedges(ConfiguredProxy proxy) {
        return proxy.server().of("t").orElseThrow().hedges();
    }

    @Test
    void theQuickerAnswerIsTheClientsAndTheOtherAttemptIsGivenUp() throws IOException {
        try (RawBackend slow = slow();
                RawBackend quick = quick();
                ConfiguredProxy proxy = proxy(HEDGED, slow, quick);
                RawClient client = proxy.client()) {
            for (int i = 0; i < 6; i++) assertThat(client.get("/").body()).isEqualTo("quick");
            assertThat(asked.get()).isPositive();
            Await.until("the slow backend is left", () -> givenUp.get() == asked.get());
            assertThat(hedges(proxy)).isEqualTo(new PoolSnapshot.Hedges(asked.get(), asked.get()));
            for (var backend : proxy.server().of("t").orElseThrow().snapshot())
                assertThat(backend.done().inFlight()).isZero();
        }
    }

    /// All its tries are outrun, long before one of them could be late.
    @Test
    void aBackendThatHangsIsEjectedAlthoughSecondTriesSpareItsRequests() {
        try (RawBackend hangs = slow();
                RawBackend quick = quick();
                ConfiguredProxy proxy = proxy("retry: {hedge-after: 20ms, try-timeout: 200ms}", hangs, quick);
                RawClient client = proxy.client()) {
            Await.until("nothing has to be hedged", () -> {
                long before = hedges(proxy).begun();
                for (int i = 0; i < 4; i++) assertThat(body(client)).isEqualTo("quick");
                return hedges(proxy).begun() == before;
            });
            assertThat(hedges(proxy).begun()).isPositive();
        }
    }

    private static String body(RawClient client) {
        try {
            return client.get("/").body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aSecondTryCountsAsAnAttempt() throws IOException {
        try (RawBackend one = slow();
                RawBackend two = slow();
                ConfiguredProxy proxy = ConfiguredProxy.startWithBoth(
                        "proxy:\n  attempts: 1\n", HEDGED, "t=" + one.port() + "+" + two.port());
                RawClient client = proxy.client()) {
            client.send(head("GET / HTTP/1.1", "Host: test"));
            untilALaterOneIsHedged(one, two);
            mayAnswer.release();
            assertThat(client.read().body()).isEqualTo("slow");
            assertThat(hedges(proxy)).isEqualTo(PoolSnapshot.Hedges.NONE);
        }
    }

    @Test
    void anErrorIsNotTheClientsWhileTheOtherTryMayDoBetter() throws IOException {
        try (RawBackend slow = slow();
                RawBackend errs = RawBackend.answering("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno");
                ConfiguredProxy proxy = proxy(HEDGED, slow, errs);
                RawClient client = proxy.client()) {
            int begun = 0;
            for (int i = 0; i < 4; i++) {
                int before = asked.get();
                int heads = errs.heads().size();
                client.send(head("GET / HTTP/1.1", "Host: test"));
                Await.until(
                        "it is asked or waits",
                        () -> asked.get() > before || errs.heads().size() > heads);
                if (asked.get() == before) {
                    // The only try, and the client's answer.
                    assertThat(client.read().status()).isEqualTo(503);
                    continue;
                }
                int second = ++begun;
                Await.until(
                        "the second try is answered", () -> hedges(proxy).begun() == second && inFlight(proxy) == 1);
                mayAnswer.release();
                assertThat(client.read().body()).isEqualTo("slow");
            }
            assertThat(begun).isPositive();
            assertThat(hedges(proxy).won()).isZero();
        }
    }

    private static int inFlight(ConfiguredProxy proxy) {
        return proxy.server().of("t").orElseThrow().snapshot().stream()
                .mapToInt(backend -> backend.done().inFlight())
                .sum();
    }

    @Test
    void theFirstTryMayStillBeTheQuickerOne() throws IOException {
        try (RawBackend slow = slow();
                RawBackend slower = slow();
                ConfiguredProxy proxy = proxy(HEDGED, slow, slower);
                RawClient client = proxy.client()) {
            client.send(head("GET / HTTP/1.1", "Host: test"));
            Await.until("both are asked", () -> asked.get() == 2);
            mayAnswer.release();
            assertThat(client.read().body()).isEqualTo("slow");
            Await.until("one is left", () -> givenUp.get() == 1);
            assertThat(hedges(proxy).begun()).isEqualTo(1);
        }
    }

    @Test
    void whatMayNotBeRepeatedOrIsOfASessionIsNotHedged() throws IOException {
        try (RawBackend one = slow();
                RawBackend two = slow();
                ConfiguredProxy proxy = proxy(HEDGED, one, two);
                RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 0"));
            untilALaterOneIsHedged(one, two);
            mayAnswer.release();
            assertThat(client.read().body()).isEqualTo("slow");
            client.send(head("GET / HTTP/1.1", "Host: test", "Cookie: JSESSIONID=A.t-1"));
            untilALaterOneIsHedged(one, two);
            mayAnswer.release();
            assertThat(client.read().body()).isEqualTo("slow");
            assertThat(hedges(proxy)).isEqualTo(PoolSnapshot.Hedges.NONE);
        }
    }

    @Test
    void withoutABudgetNothingIsHedged() throws IOException {
        try (RawBackend one = slow();
                RawBackend two = slow();
                ConfiguredProxy proxy = proxy("retry: {budget: 0%, hedge-after: 20ms}", one, two);
                RawClient client = proxy.client()) {
            client.send(head("GET / HTTP/1.1", "Host: test"));
            untilALaterOneIsHedged(one, two);
            mayAnswer.release();
            assertThat(client.read().body()).isEqualTo("slow");
            assertThat(hedges(proxy)).isEqualTo(PoolSnapshot.Hedges.NONE);
        }
    }

    /// Whoever waits from before this to its end has waited for long enough: a request that came later is hedged.
    private void untilALaterOneIsHedged(RawBackend one, RawBackend two) throws IOException {
        int before = givenUp.get();
        try (ConfiguredProxy another = proxy(HEDGED, one, two)) {
            try (RawClient later = another.client()) {
                later.send(head("GET / HTTP/1.1", "Host: test"));
                Await.until("it is hedged", () -> hedges(another).begun() == 1);
            }
            Await.until("nobody waits for it", () -> givenUp.get() == before + 2);
        }
    }
}
