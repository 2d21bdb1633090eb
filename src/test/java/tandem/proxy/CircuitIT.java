package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.health.HealthChange;
import tandem.health.HealthSettings;
import tandem.health.Standing;

/// Ejection as a circuit over real sockets: it opens, half-opens, opens again at the first failure for twice the time,
/// and closes. Clients notice nothing of it.
final class CircuitIT {
    private static final Duration FIRST_TIME = Duration.ofMillis(80);
    private static final HealthSettings QUICK = new HealthSettings(
            new HealthSettings.Check("/check", Duration.ofMillis(20), Duration.ofMillis(20), 1, 3, 200, 399),
            new HealthSettings.Eject(3, FIRST_TIME, Duration.ofMinutes(10), 0, 20, Duration.ofSeconds(10), 100),
            1,
            // On probation for as long as this.
            Duration.ofMinutes(10),
            0);

    private final AtomicBoolean works = new AtomicBoolean();
    /// Its checks pass all the time.
    private final RawBackend failing = RawBackend.start(connection -> {
        for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
            if (!works.get() && !head.startsWith("GET /check")) {
                connection.reset();
                return;
            }
            connection.answer("repaired");
        }
    });
    private final RawBackend good = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");

    @Test
    void aCircuitOpensHalfOpensOpensForLongerAndCloses() throws IOException {
        try (failing;
                good;
                ProxyUnderTest proxy = ProxyUnderTest.start(
                        Options.of(failing.port(), good.port()).with(QUICK));
                RawClient client = proxy.client()) {
            awaitBackAfter(proxy, client, 1);
            assertThat(last(proxy, Standing.OUT).reason()).startsWith("3 requests failed in a row, last: ");

            long reopened = awaitBackAfter(proxy, client, 2);
            assertThat(last(proxy, Standing.OUT).reason())
                    .startsWith("1 request failed")
                    .endsWith(", while on probation");
            assertThat(Duration.ofNanos(System.nanoTime() - reopened)).isGreaterThan(FIRST_TIME.multipliedBy(2));

            works.set(true);
            Await.until("it answers", () -> ask(client).equals("repaired"));
            for (int i = 0; i < 200; i++) ask(client);
            assertThat(times(proxy, Standing.OUT)).isEqualTo(2);
        }
    }

    /// Asks until it has been ejected so often, and waits until it is back.
    ///
    /// @return when the last request before its ejection was sent, by [System#nanoTime()]
    private static long awaitBackAfter(ProxyUnderTest proxy, RawClient client, int ejections) {
        var asked = new long[1];
        Await.until("it is ejected for the " + ejections + ". time", () -> {
            long before = System.nanoTime();
            if (times(proxy, Standing.OUT) >= ejections) return true;
            asked[0] = before;
            ask(client);
            return times(proxy, Standing.OUT) >= ejections;
        });
        Await.until("it is back", () -> proxy.health().snapshot().getFirst().standing() == Standing.HEALTHY);
        return asked[0];
    }

    private static String ask(RawClient client) {
        try {
            RawClient.Answer answer = client.get("/work");
            assertThat(answer.status()).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long times(ProxyUnderTest proxy, Standing to) {
        return ofFailing(proxy).stream().filter(change -> change.to() == to).count();
    }

    private static HealthChange last(ProxyUnderTest proxy, Standing to) {
        return ofFailing(proxy).stream()
                .filter(change -> change.to() == to)
                .reduce((_, newer) -> newer)
                .orElseThrow();
    }

    private static List<HealthChange> ofFailing(ProxyUnderTest proxy) {
        return proxy.changes().stream()
                .filter(change -> change.backend().name().equals("b0"))
                .toList();
    }
}
