package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.Await;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// What becomes of a request and its second try in each order of events. The key of the requests says which
/// of the two backends is asked first, and each of them answers when it may.
@SideBySide
final class HedgeOrderIT {
    private static final String BY_KEY = "balance: consistent-hash, hash: \"header X-Key\"";
    private static final String HEDGED = BY_KEY + ", retry: {hedge-after: 20ms}";
    private static final String GET = head("GET / HTTP/1.1", "Host: test", "X-Key: a");

    private final Held one = new Held("one");
    private final Held two = new Held("two");
    private ConfiguredProxy proxy;
    private RawClient client;
    /// Who is asked first, and who beside it.
    private Held first;

    private Held second;

    /// Tells its name to a POST of `/who` at once, and to everybody else when it may; or breaks off instead.
    private static final class Held implements AutoCloseable {
        private final Semaphore mayAnswer = new Semaphore(0);
        private final Semaphore breaks = new Semaphore(0);
        private final AtomicInteger asked = new AtomicInteger();
        private final AtomicInteger left = new AtomicInteger();
        private final RawBackend backend;

        /// @param name of three letters
        Held(String name) {
            backend = RawBackend.start(connection -> {
                for (String asks = connection.readHead(); !asks.isEmpty(); asks = connection.readHead()) {
                    if (asks.startsWith("POST /who")) {
                        // On no kept connection: what breaks on one says nothing of its backend.
                        connection.send(head("HTTP/1.1 200 OK", "Connection: close", "Content-Length: 3") + name);
                        return;
                    }
                    if (asks.toLowerCase(Locale.ROOT).contains("content-length: 3")) connection.readBody(3);
                    if (!isHeld(connection)) return;
                    connection.answer(name);
                }
            });
        }

        /// @return whether there is somebody to answer
        private boolean isHeld(RawBackend.Connection connection) throws IOException {
            asked.incrementAndGet();
            connection.socket().setSoTimeout(5);
            while (!mayAnswer.tryAcquire()) {
                if (breaks.tryAcquire()) {
                    connection.reset();
                    return false;
                }
                if (!hasEnded(connection)) continue;
                left.incrementAndGet();
                return false;
            }
            connection.socket().setSoTimeout(0);
            return true;
        }

        private static boolean hasEnded(RawBackend.Connection connection) throws IOException {
            try {
                return connection.in().read() < 0;
            } catch (SocketTimeoutException waits) {
                return false;
            }
        }

        @Override
        public void close() {
            backend.close();
        }
    }

    @BeforeEach
    void start() throws IOException {
        proxy = proxy(HEDGED);
        client = proxy.client();
        boolean isOne = nameFor("a").equals("one");
        first = isOne ? one : two;
        second = isOne ? two : one;
    }

    @AfterEach
    void stop() {
        client.close();
        proxy.close();
        one.close();
        two.close();
    }

    private ConfiguredProxy proxy(String keys) {
        return ConfiguredProxy.startWith(keys, "t=" + one.backend.port() + "+" + two.backend.port());
    }

    /// Where requests with this key go first. A POST gets no second try.
    private String nameFor(String key) throws IOException {
        return client.send(head("POST /who HTTP/1.1", "Host: test", "Content-Length: 0", "X-Key: " + key))
                .read()
                .body();
    }

    private String name(Held held) {
        return held.equals(one) ? "one" : "two";
    }

    private PoolSnapshot.Hedges hedges() {
        return proxy.server().of("t").orElseThrow().hedges();
    }

    private void nothingIsUnderWay() {
        Await.until(
                "nothing is under way",
                () -> proxy.server().of("t").orElseThrow().snapshot().stream()
                        .allMatch(backend -> backend.done().inFlight() == 0));
    }

    private void hedged(String request) throws IOException {
        client.send(request);
        Await.until("both are asked", () -> first.asked.get() == 1 && second.asked.get() == 1);
    }

    @Test
    void theFirstIsAnsweredFirstAndTheSecondIsGivenUp() throws IOException {
        hedged(GET);
        first.mayAnswer.release();
        assertThat(client.read().body()).isEqualTo(name(first));
        Await.until("the second is left", () -> second.left.get() == 1);
        assertThat(hedges()).isEqualTo(new PoolSnapshot.Hedges(1, 0));
        nothingIsUnderWay();
    }

    @Test
    void theSecondIsAnsweredFirstAndTheFirstIsNotToBlame() throws IOException {
        for (int i = 1; i <= 5; i++) {
            client.send(GET);
            int asked = i;
            Await.until("both are asked", () -> first.asked.get() == asked && second.asked.get() == asked);
            second.mayAnswer.release();
            assertThat(client.read().body()).isEqualTo(name(second));
            Await.until("the first is left", () -> first.left.get() == asked);
        }
        assertThat(hedges()).isEqualTo(new PoolSnapshot.Hedges(5, 5));
        assertThat(nameFor("a")).as("who was given up, and is in balancing").isEqualTo(name(first));
        nothingIsUnderWay();
    }

    private void oneIsUnderWay(String since) {
        Await.until(
                since,
                () -> proxy.server().of("t").orElseThrow().snapshot().stream()
                                .mapToInt(backend -> backend.done().inFlight())
                                .sum()
                        == 1);
    }

    @Test
    void whenTheFirstBreaksOffTheSecondGoesOn() throws IOException {
        hedged(GET);
        first.breaks.release();
        oneIsUnderWay("the first has failed");
        second.mayAnswer.release();
        assertThat(client.read().body()).isEqualTo(name(second));
        assertThat(first.asked.get() + second.asked.get()).isEqualTo(2);
        nothingIsUnderWay();
    }

    @Test
    void whenTheSecondBreaksOffTheFirstGoesOn() throws IOException {
        hedged(GET);
        second.breaks.release();
        oneIsUnderWay("the second has failed");
        first.mayAnswer.release();
        assertThat(client.read().body()).isEqualTo(name(first));
        assertThat(first.asked.get() + second.asked.get()).isEqualTo(2);
        assertThat(hedges()).isEqualTo(new PoolSnapshot.Hedges(1, 0));
        nothingIsUnderWay();
    }

    @Test
    void whenBothBreakOffNobodyIsLeft() throws IOException {
        hedged(GET);
        first.breaks.release();
        second.breaks.release();
        assertThat(client.read().status()).isEqualTo(502);
        assertThat(first.asked.get() + second.asked.get()).isEqualTo(2);
        nothingIsUnderWay();
    }

    @Test
    void whenTheClientGoesBothAreGivenUp() throws IOException {
        hedged(GET);
        client.close();
        Await.until("both are left", () -> first.left.get() == 1 && second.left.get() == 1);
        nothingIsUnderWay();
    }

    @Test
    void aDeleteIsRepeatedLikeAGet() throws IOException {
        hedged(head("DELETE / HTTP/1.1", "Host: test", "X-Key: a"));
        second.mayAnswer.release();
        assertThat(client.read().body()).isEqualTo(name(second));
        assertThat(hedges()).isEqualTo(new PoolSnapshot.Hedges(1, 1));
    }

    /// A body is sent again after a failure, but not beside a try that may yet do well.
    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "PUT"})
    void whatHasABodyOrMayNotBeRepeatedIsNotHedged(String method) throws IOException {
        client.send(head(method + " / HTTP/1.1", "Host: test", "Content-Length: 3", "X-Key: a") + "abc");
        Await.until("the first is asked", () -> first.asked.get() == 1);
        untilALaterOneIsHedged();
        assertThat(hedges()).isEqualTo(PoolSnapshot.Hedges.NONE);
        first.mayAnswer.release();
        assertThat(client.read().body()).isEqualTo(name(first));
    }

    /// It takes a place that is free, and waits for none.
    @Test
    void whereTheOtherBackendHasAllThatItMayNothingIsHedged() throws IOException {
        String other = "k0";
        for (int i = 1; !nameFor(other).equals(name(second)); i++) other = "k" + i;
        String keys = HEDGED + ", queue: {requests-per-backend: 1}";
        try (ConfiguredProxy narrow = proxy(keys);
                RawClient busy = narrow.client();
                RawClient slow = narrow.client()) {
            busy.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 0", "X-Key: " + other));
            Await.until("the second is busy", () -> second.asked.get() == 1);
            slow.send(GET);
            Await.until("the first is asked", () -> first.asked.get() == 1);
            untilALaterOneIsHedged();
            assertThat(narrow.server().of("t").orElseThrow().hedges()).isEqualTo(PoolSnapshot.Hedges.NONE);
            first.mayAnswer.release();
            assertThat(slow.read().body()).isEqualTo(name(first));
            second.mayAnswer.release();
            assertThat(busy.read().body()).isEqualTo(name(second));
        }
    }

    /// Whoever waits from before this to its end has waited for long enough: a request that came later is
    /// hedged.
    private void untilALaterOneIsHedged() throws IOException {
        int left = first.left.get() + second.left.get();
        try (ConfiguredProxy another = proxy(HEDGED)) {
            try (RawClient later = another.client()) {
                later.send(GET);
                Await.until(
                        "it is hedged",
                        () -> another.server().of("t").orElseThrow().hedges().begun() == 1);
            }
            Await.until("nobody waits for it", () -> first.left.get() + second.left.get() == left + 2);
        }
    }

    /// More slow requests at once than second tries in the budget: a hundred for each event loop, ten a
    /// second, and one for a hundred requests.
    @Test
    void aStormOfSlowRequestsIsHedgedAsFarAsTheBudgetGoes() throws IOException {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        RawBackend.Script patient = connection -> {
            while (!connection.readHead().isEmpty()) {
                try {
                    mayAnswer.await();
                } catch (InterruptedException e) {
                    return;
                }
                connection.answer("late");
            }
        };
        int requests = 400;
        long began = System.nanoTime();
        List<RawClient> clients = new ArrayList<>();
        try (RawBackend left = RawBackend.start(patient);
                RawBackend right = RawBackend.start(patient);
                ConfiguredProxy stormy = ConfiguredProxy.startWith(
                        "retry: {budget: 1%, hedge-after: 20ms}", "t=" + left.port() + "+" + right.port())) {
            for (int i = 0; i < requests; i++) clients.add(stormy.client().send(head("GET / HTTP/1.1", "Host: test")));
            Await.until(
                    "the reserves are used up",
                    () -> stormy.server().of("t").orElseThrow().hedges().begun() >= 2L * RetryBudget.RESERVE);
            long begun = stormy.server().of("t").orElseThrow().hedges().begun();
            double seconds = (System.nanoTime() - began) / 1e9;
            double most = 2.0 * RetryBudget.RESERVE
                    + requests / 100.0
                    + 2 * seconds * RetryBudget.RESERVE / RetryBudget.REFILL_SECONDS;
            assertThat((double) begun).isLessThanOrEqualTo(most);
            mayAnswer.countDown();
            for (RawClient waits : clients) assertThat(waits.read().body()).isEqualTo("late");
            Await.until(
                    "nothing is under way",
                    () -> stormy.server().of("t").orElseThrow().snapshot().stream()
                            .allMatch(backend -> backend.done().inFlight() == 0));
        } finally {
            mayAnswer.countDown();
            clients.forEach(RawClient::close);
        }
    }
}
