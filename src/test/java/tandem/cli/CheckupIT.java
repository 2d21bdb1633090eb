package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tandem.balance.Algorithm;
import tandem.fitness.FitnessSettings;
import tandem.fitness.SelfCheckSettings;
import tandem.fixture.Await;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.TomcatBackend;
import tandem.health.HealthSettings;
import tandem.proxy.PoolSettings;

/// A node looks at its own data path, which works, stands still, or waits for a backend.
final class CheckupIT {
    private static final Duration STALL = Duration.ofSeconds(1);

    private final AtomicInteger changes = new AtomicInteger();

    private static FitnessSettings settings(int warmUp, Duration timeout) {
        return new FitnessSettings(
                new SelfCheckSettings(
                        true, Optional.of("/checkup"), Duration.ofMillis(200), timeout, 2, 3, warmUp, STALL),
                List.of(),
                List.of());
    }

    private Checkup start(ProxyUnderTest proxy, ProxyUnderTest.Options options, FitnessSettings settings)
            throws StartFailed {
        var pool = new PoolSettings("tomcat", Algorithm.ROUND_ROBIN, options.backends(), HealthSettings.DEFAULT);
        var patient = new Checkup.Patient(proxy.vertx(), options.proxy(), proxy.server(), pool, proxy.health());
        return Checkup.start(settings, patient, changes::incrementAndGet);
    }

    @Test
    void itWarmsTheNodeUpAndNobodyElseHearsOfIt() throws Exception {
        try (var application = RawBackend.start(connection -> {
            connection.readHead();
            connection.answer("well");
        })) {
            var options = ProxyUnderTest.Options.of(application.port());
            try (var proxy = ProxyUnderTest.start(options)) {
                var checkup = start(proxy, options, settings(800, Duration.ofSeconds(10)));
                try {
                    assertThat(checkup.warm()).isFalse();
                    Await.until("it is warm", checkup::warm);
                    assertThat(checkup.ready()).isTrue();
                    Await.until("the other nodes hear of it", () -> changes.get() > 0);
                    assertThat(application.heads()).allMatch(head -> head.startsWith("GET /checkup "));
                } finally {
                    checkup.close();
                }
            }
        }
    }

    @Test
    void whatTheNodeAsksOfItselfIsNotCountedAsTraffic() throws Exception {
        try (var tomcat = TomcatBackend.start("tomcat")) {
            var options = ProxyUnderTest.Options.of(tomcat.port());
            try (var proxy = ProxyUnderTest.start(options)) {
                var checkup = start(proxy, options, settings(0, Duration.ofSeconds(10)));
                try (RawClient client = proxy.client()) {
                    Await.until("it is answered", () -> checkup.all().toString().contains("answered "));
                    assertThat(client.get("/").status()).isEqualTo(200);
                    assertThat(checkup.reasons()).isEmpty();
                    assertThat(checkup.all().toString()).contains("own data path", "answered ");
                    var counted = proxy.server().snapshot();
                    assertThat(counted.requests()).isEqualTo(1);
                    assertThat(counted.backends().getFirst().done().attempts()).isEqualTo(1);
                    Await.until(
                            "only the client is connected", () -> proxy.server().connections() == 1);
                } finally {
                    checkup.close();
                }
            }
        }
    }

    @Test
    void anEventLoopThatDoesNotTurnIsNamedUntilItTurnsAgain() throws Exception {
        try (var tomcat = TomcatBackend.start("tomcat")) {
            var options = ProxyUnderTest.Options.of(tomcat.port());
            try (var proxy = ProxyUnderTest.start(options)) {
                var checkup = start(proxy, options, settings(0, Duration.ofSeconds(10)));
                var block = new CountDownLatch(1);
                try {
                    proxy.server().loops().get(1).execute(() -> await(block));
                    Await.until(
                            "it is noticed",
                            // Vert.x may have given both loops one thread, and then both stand still.
                            () -> checkup.reasons()
                                    .toString()
                                    .contains("1 of 2 (counted from 0) not turned for 1000 ms"));
                    Await.until("the election hears of it", () -> changes.get() > 0);
                    block.countDown();
                    Await.until("it turns again", () -> checkup.reasons().isEmpty());
                } finally {
                    block.countDown();
                    checkup.close();
                }
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBackendThatDoesNotAnswerIsNotTheDataPathsFault() throws Exception {
        try (var silent = RawBackend.start(RawBackend.Connection::awaitEnd)) {
            var options = ProxyUnderTest.Options.of(silent.port());
            try (var proxy = ProxyUnderTest.start(options)) {
                var checkup = start(proxy, options, settings(0, Duration.ofMillis(500)));
                try {
                    Await.until("it has waited", () -> checkup.all().toString().contains("but taken in"));
                    assertThat(checkup.reasons()).isEmpty();
                } finally {
                    checkup.close();
                }
            }
        }
    }
}
