package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.ChildProcess;
import tandem.fixture.OpenLoop;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;
import tandem.fixture.TomcatBackend;
import tandem.health.HealthSettings;
import tandem.health.Standing;

/// Two Tomcats in JVMs of their own, under load, and one of them is lost.
@SideBySide
final class TomcatLossIT {
    private static final int CONNECTIONS = 24;
    private static final int PER_SECOND = 500;
    /// Patient enough that a machine that is busy with other things does not look like a lost Tomcat.
    private static final HealthSettings QUICK = new HealthSettings(
            new HealthSettings.Check("/", Duration.ofMillis(1500), Duration.ofMillis(1500), 2, 4, 200, 399),
            new HealthSettings.Eject(3, Duration.ofMillis(500)));
    private static final ProxySettings.Timeouts IMPATIENT = new ProxySettings.Timeouts(
            Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofSeconds(60), Duration.ofSeconds(15));

    private ChildProcess first;
    private ChildProcess second;

    @BeforeEach
    void start() {
        first = tomcat("first", 0);
        second = tomcat("second", 0);
    }

    @AfterEach
    void stop() {
        first.close();
        second.close();
    }

    private static ChildProcess tomcat(String name, int port) {
        return ChildProcess.start(TomcatBackend.class, List.of("-Xmx128m"), List.of(name, Integer.toString(port)));
    }

    private Options options() {
        return Options.of(first.port(), second.port()).with(QUICK);
    }

    private static void awaitStanding(ProxyUnderTest proxy, int backend, Standing standing) {
        Await.until(
                "backend " + backend + " is " + standing,
                () -> proxy.health().snapshot().get(backend).standing() == standing);
    }

    /// The first answers of a new JVM may be late for reasons of their own.
    private static void warmUp(RawClient client) {
        // From both: on a busy machine a cold Tomcat may be late so often that it is out before the test begins.
        Await.until("ten answers in a row, by both Tomcats", () -> {
            try {
                Set<String> backends = new HashSet<>();
                for (int i = 0; i < 10; i++) {
                    var answer = client.get("/");
                    if (answer.status() != 200) return false;
                    backends.add(answer.body());
                }
                return backends.size() == 2;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void aKilledTomcatLosesNoIdempotentRequest() {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(options());
                OpenLoop load = OpenLoop.start(proxy.port(), CONNECTIONS, PER_SECOND, OpenLoop.idempotent())) {
            load.awaitMore(500);
            first.kill();
            awaitStanding(proxy, 0, Standing.OUT);
            load.awaitMore(500);
            load.stop();
            assertThat(load.failures()).isEmpty();
            assertThat(load.answered("first")).isPositive();
            assertThat(load.answered("second")).isPositive();
        }
    }

    @Test
    void aTomcatThatStopsInGoodOrderLosesNoIdempotentRequest() {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(options());
                OpenLoop load = OpenLoop.start(proxy.port(), CONNECTIONS, PER_SECOND, OpenLoop.idempotent())) {
            load.awaitMore(500);
            first.terminate();
            first.awaitEnd();
            awaitStanding(proxy, 0, Standing.OUT);
            load.awaitMore(500);
            load.stop();
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void aTomcatThatIsStartedAgainIsReadmitted() {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(options());
                OpenLoop load = OpenLoop.start(proxy.port(), CONNECTIONS, PER_SECOND, OpenLoop.idempotent())) {
            load.awaitMore(200);
            first.kill();
            awaitStanding(proxy, 0, Standing.OUT);
            load.awaitMore(200);
            int before = load.answered("first again");
            first = tomcat("first again", first.port());
            awaitStanding(proxy, 0, Standing.HEALTHY);
            Await.until("it gets its share", () -> load.answered("first again") > before + 100);
            load.stop();
            assertThat(load.failures()).isEmpty();
        }
    }

    @Test
    void aTomcatThatHangsCostsA504EachUntilItIsEjected() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(options().with(IMPATIENT));
                RawClient client = proxy.client()) {
            warmUp(client);
            awaitStanding(proxy, 0, Standing.HEALTHY);
            awaitStanding(proxy, 1, Standing.HEALTHY);
            first.freeze();
            int late = 0;
            for (int i = 0; i < 30; i++) {
                int status = client.get("/").status();
                if (status == 504) late++;
                else assertThat(status).isEqualTo(200);
            }
            assertThat(late).isBetween(0, 3);
            awaitStanding(proxy, 0, Standing.OUT);
            for (int i = 0; i < 10; i++) assertThat(client.get("/").body()).isEqualTo("second");

            first.thaw();
            awaitStanding(proxy, 0, Standing.HEALTHY);
            Await.until("it is asked again", () -> {
                try {
                    return client.get("/").body().equals("first");
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    @Test
    void withoutChecksRequestsAloneEjectATomcatThatHangs() throws IOException {
        Options unchecked = Options.of(first.port(), second.port()).with(IMPATIENT);
        try (ProxyUnderTest proxy = ProxyUnderTest.start(unchecked);
                RawClient client = proxy.client()) {
            warmUp(client);
            first.freeze();
            int late = 0;
            for (int i = 0; i < 20; i++) if (client.get("/").status() == 504) late++;
            assertThat(late).isEqualTo(HealthSettings.DEFAULT.eject().failures());
            awaitStanding(proxy, 0, Standing.OUT);
        }
    }
}
