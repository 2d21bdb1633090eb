package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.backend.Backend;
import tandem.backend.PoolChange;
import tandem.fixture.FreePorts;
import tandem.fixture.SideBySide;
import tandem.health.HealthSettings.Check;
import tandem.health.HealthSettings.Eject;
import tandem.proxy.Dialer;
import tandem.proxy.TransportSettings;

/// The active check, the table and real servers together.
@SideBySide
class HealthCheckerIT {
    /// Checks a backend in doubt every 250 ms.
    private static final Check QUICK =
            new Check("/health", Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3, 200, 399);
    /// For what must answer in time also on a machine that is busy with other things.
    private static final Check PATIENT =
            new Check("/health", Duration.ofSeconds(3), Duration.ofSeconds(3), 2, 3, 200, 399);
    /// Nobody listens on port 1 (tcpmux).
    private static final Backend DEAD = new Backend("tomcat-2", "127.0.0.1", 1, 1);

    @TempDir
    Path temporary;

    private final Vertx vertx = Vertx.vertx();
    private final List<HealthChange> changes = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    @Test
    void aTomcatThatIsStoppedIsEjectedAndReadmittedAfterItsRestart() throws Exception {
        TestTomcat first = TestTomcat.answering(200, temporary, 0);
        int port = FreePorts.find();
        TestTomcat second = TestTomcat.answering(200, temporary, port);
        List<Backend> backends = List.of(first.backend("tomcat-1"), second.backend("tomcat-2"));
        HealthTable table = table(backends, PATIENT);
        HealthChecker checker = HealthChecker.start(vertx, table, PATIENT, plain());
        Eventually.holds("both are verified", () -> changes.size() == 2);
        assertThat(standings(table)).isEqualTo("HEALTHY HEALTHY");

        second.close();
        Eventually.holds("the stopped one is out", () -> changes.size() == 3);
        assertThat(table.eligible().backends()).containsExactly(backends.get(0));
        assertThat(changes.getLast().text())
                .isEqualTo("pool tomcat: tomcat-2 (127.0.0.1:" + port
                        + ") ejected: 3 checks failed in a row, last: connection refused; 1 of 2 backends left");

        TestTomcat restarted = TestTomcat.answering(200, temporary, port);
        Eventually.holds("the restarted one is in", () -> changes.size() == 4);
        assertThat(table.eligible().backends()).isEqualTo(backends);
        assertThat(changes.getLast().reason()).startsWith("2 checks passed in a row, last: answered 200 in ");

        await(checker.close());
        first.close();
        restarted.close();
    }

    @Test
    void aBackendThatIsDeadAtTheStartIsOutAfterOneCheck() throws Exception {
        TestTomcat alive = TestTomcat.answering(200, temporary, 0);
        List<Backend> backends = List.of(alive.backend("tomcat-1"), DEAD);
        HealthTable table = table(backends, PATIENT);
        HealthChecker checker = HealthChecker.start(vertx, table, PATIENT, plain());

        Eventually.holds("each was checked", () -> changes.size() == 2);

        assertThat(standings(table)).isEqualTo("HEALTHY OUT");
        assertThat(changesOf(backends.get(1)))
                .extracting(HealthChange::reason)
                .containsExactly("first check failed: connection refused");
        await(checker.close());
        alive.close();
    }

    /// Its next check is due while it is away, and perhaps it is back before the checker looks for others.
    @Test
    void aBackendThatIsRemovedAndAddedAgainAtOnceIsChecked() throws Exception {
        TestTomcat stays = TestTomcat.answering(200, temporary, 0);
        TestTomcat comes = TestTomcat.answering(200, temporary, 0);
        Backend backend = comes.backend("tomcat-2");
        Check often = new Check("/health", Duration.ofMillis(60), Duration.ofMillis(60), 2, 3, 200, 399);
        HealthTable table = table(List.of(stays.backend("tomcat-1"), backend), often);
        HealthChecker checker = HealthChecker.start(vertx, table, often, plain());
        for (int i = 0; i < 12; i++) {
            Eventually.holds("both are healthy", () -> standings(table).equals("HEALTHY HEALTHY"));
            assertThat(table.change(new PoolChange.Remove("tomcat-2"), Instant.EPOCH))
                    .isEmpty();
            Thread.sleep(70);
            assertThat(table.change(new PoolChange.Add(backend), Instant.EPOCH)).isEmpty();
        }
        Eventually.holds("both are healthy", () -> standings(table).equals("HEALTHY HEALTHY"));
        await(checker.close());
        stays.close();
        comes.close();
    }

    @Test
    void anApplicationThatAnswersWithAnErrorIsOutThoughItsTomcatRuns() throws Exception {
        TestTomcat tomcat = TestTomcat.answering(503, temporary, 0);
        HealthTable table = table(List.of(tomcat.backend("tomcat-1")), PATIENT);
        HealthChecker checker = HealthChecker.start(vertx, table, PATIENT, plain());

        Eventually.holds("it is out", () -> standings(table).equals("OUT"));

        assertThat(table.snapshot().getFirst().reason())
                .isEqualTo("first check failed: answered 503, expected 200-399");
        await(checker.close());
        tomcat.close();
    }

    @Test
    void aBackendThatRequestsEjectedIsReadmittedByChecks() throws Exception {
        TestTomcat tomcat = TestTomcat.answering(200, temporary, 0);
        List<Backend> backends = List.of(tomcat.backend("tomcat-1"), DEAD);
        HealthTable table = table(backends, PATIENT);
        for (int i = 0; i < 3; i++) table.attempted(backends.getFirst(), Health.REFUSED);
        assertThat(standings(table)).isEqualTo("OUT UNVERIFIED");

        HealthChecker checker = HealthChecker.start(vertx, table, PATIENT, plain());

        Eventually.holds("it is in again", () -> standings(table).startsWith("HEALTHY"));
        await(checker.close());
        tomcat.close();
    }

    @Test
    void noTwoChecksOfABackendThatHangsAreUnderWayAtOnce() throws Exception {
        try (RawServer server = RawServer.mute()) {
            HealthTable table = table(List.of(server.backend()), QUICK);
            HealthChecker checker = HealthChecker.start(vertx, table, QUICK, plain());

            Eventually.holds("some checks", () -> server.accepted() >= 4);
            await(checker.close());

            assertThat(server.crowded()).isFalse();
            assertThat(table.snapshot().getFirst().reason()).isEqualTo("first check failed: no answer within 1 s");
        }
    }

    @Test
    void noTwoChecksOfABackendSlowerThanThePeriodAreUnderWayAtOnce() throws Exception {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (RawServer server = RawServer.that((it, client) -> {
            it.readHead(client);
            most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
            // A backend in doubt is checked every 750 ms.
            Thread.sleep(1000);
            underWay.decrementAndGet();
            RawServer.write(client, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
        })) {
            HealthTable table = table(List.of(server.backend()), PATIENT);
            HealthChecker checker = HealthChecker.start(vertx, table, PATIENT, plain());

            Eventually.holds("some checks", () -> server.accepted() >= 4);
            await(checker.close());

            assertThat(most.get()).isEqualTo(1);
        }
    }

    @Test
    void aBackendThatHangsDoesNotKeepAnotherFromBeingChecked() throws Exception {
        try (RawServer hanging = RawServer.answeringAndHanging("");
                RawServer good = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            HealthTable table = table(List.of(named("hanging", hanging), named("good", good)), PATIENT);
            HealthChecker checker = HealthChecker.start(vertx, table, PATIENT, plain());

            Eventually.holds("the good one is verified", () -> standings(table).endsWith("HEALTHY"));
            assertThat(hanging.accepted()).isPositive();
            await(checker.close());
        }
    }

    @Test
    void aClosedCheckerLeavesAtOnceAndReportsNothingMore() throws Exception {
        try (RawServer hanging = RawServer.answeringAndHanging("")) {
            HealthTable table = table(List.of(hanging.backend()), PATIENT);
            HealthChecker checker = HealthChecker.start(vertx, table, PATIENT, plain());
            Eventually.holds("a check is under way", () -> hanging.requests().size() == 1);

            await(checker.close());
            Eventually.holds("it was broken off", hanging::clientsHaveLeft);

            assertThat(standings(table)).isEqualTo("UNVERIFIED");
            assertThat(changes).isEmpty();
            assertThat(hanging.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aCheckerMayBeStartedAndClosedOnAnEventLoop() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            HealthTable table = table(List.of(server.backend()), PATIENT);
            Context context = vertx.getOrCreateContext();

            HealthChecker checker = await(Future.future(promise ->
                    context.runOnContext(_ -> promise.complete(HealthChecker.start(vertx, table, PATIENT, plain())))));
            Eventually.holds("it is verified", () -> standings(table).equals("HEALTHY"));

            await(Future.<Void>future(
                    promise -> context.runOnContext(_ -> checker.close().onComplete(promise))));
        }
    }

    @Test
    void aCheckerGoesOnWhenATablesListenerThrows() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            HealthSettings settings = new HealthSettings(QUICK, Eject.DEFAULT);
            HealthTable table = new HealthTable("tomcat", List.of(server.backend()), settings, System::nanoTime, _ -> {
                heard.incrementAndGet();
                throw Health.mistake();
            });
            HealthChecker checker = HealthChecker.start(vertx, table, QUICK, plain());

            Eventually.holds("more checks after it", () -> heard.get() > 0 && server.accepted() > 3);
            await(checker.close());
        }
    }

    private HealthTable table(List<Backend> backends, Check check) {
        HealthSettings settings = new HealthSettings(check, new Eject(3, Duration.ofMillis(100)));
        return new HealthTable("tomcat", backends, settings, System::nanoTime, changes::add);
    }

    private List<HealthChange> changesOf(Backend backend) {
        return changes.stream()
                .filter(change -> change.backend().equals(backend))
                .toList();
    }

    private static String standings(HealthTable table) {
        return String.join(
                " ",
                table.snapshot().stream()
                        .map(status -> status.standing().name())
                        .toList());
    }

    private static Backend named(String name, RawServer server) {
        Backend backend = server.backend();
        return new Backend(name, backend.host(), backend.port(), backend.weight());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(2, TimeUnit.MINUTES);
    }

    private CheckDialer plain() {
        return Dialer.open(vertx, TransportSettings.DEFAULT);
    }
}
