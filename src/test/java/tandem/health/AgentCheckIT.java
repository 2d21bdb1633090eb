package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.fixture.Await;
import tandem.proxy.Dialer;
import tandem.proxy.TransportSettings;

/// What a backend says of itself by a real connection to its agent, and by a field of the answers to its checks.
class AgentCheckIT {
    private static final Vertx VERTX = Vertx.vertx();
    private static final Duration OFTEN = Duration.ofMillis(50);

    private final AtomicReference<String> says = new AtomicReference<>("up\n");
    private final AtomicReference<String> heard = new AtomicReference<>("");

    @AfterAll
    static void stop() throws Exception {
        VERTX.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /// Answers each connection with what is to be said, once a line has come.
    private void answer(ServerSocket server) {
        while (true) {
            try (Socket socket = server.accept()) {
                byte[] line = new byte[64];
                int read = socket.getInputStream().read(line);
                heard.set(new String(line, 0, Math.max(0, read), StandardCharsets.US_ASCII));
                socket.getOutputStream().write(says.get().getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                if (server.isClosed()) return;
            }
        }
    }

    private static HealthSettings settings(Probe probe, Optional<AgentSettings> agent) {
        var check = new HealthSettings.Check(probe, OFTEN, OFTEN, OFTEN, 1, 3, 0);
        return new HealthSettings(check, HealthSettings.Eject.DEFAULT, 1, Duration.ZERO, 0, agent);
    }

    @Test
    void theAgentIsAskedAgainAndAgain() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(server));
            Backend backend = new Backend("b", "127.0.0.1", server.getLocalPort(), 10);
            HealthSettings settings = settings(
                    new Probe(Optional.empty(), new Probe.Connect()),
                    Optional.of(new AgentSettings(server.getLocalPort(), "how is it?\n")));
            HealthTable table = new HealthTable("p", List.of(backend), settings, System::nanoTime, _ -> {});
            HealthChecker checker = HealthChecker.start(VERTX, table, settings, plain());
            try {
                Await.until("it is asked", () -> heard.get().equals("how is it?\n"));
                says.set("drain 50% #deploying\n");
                Await.until("it drains", () -> !table.eligible().sessionsOnly().isEmpty());
                says.set("ready");
                Await.until("it is back", () -> table.eligible().backends().equals(List.of(backend.withWeight(5))));
                says.set("x".repeat(5000));
                says.set("down\n");
                Await.until("it is out", () -> table.eligible().backends().isEmpty());
            } finally {
                checker.close();
            }
        }
    }

    @Test
    void aFieldOfTheAnswerToACheckSaysTheSame() throws Exception {
        var server = VERTX.createHttpServer()
                .requestHandler(request -> request.response()
                        .putHeader("X-Tandem-Advice", says.get().strip())
                        .end("fine"))
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        Backend backend = new Backend("b", "127.0.0.1", server.actualPort(), 10);
        Probe.Http get = new Probe.Http(
                "GET",
                "/",
                Optional.empty(),
                Probe.Statuses.DEFAULT,
                new Probe.Body.Any(),
                Optional.of("X-Tandem-Advice"));
        HealthSettings settings = settings(new Probe(Optional.empty(), get), Optional.empty());
        HealthTable table = new HealthTable("p", List.of(backend), settings, System::nanoTime, _ -> {});
        HealthChecker checker = HealthChecker.start(VERTX, table, settings, plain());
        try {
            says.set("30%");
            Await.until("it has less", () -> table.eligible().backends().equals(List.of(backend.withWeight(3))));
            says.set("down #going away");
            Await.until("it is out", () -> table.eligible().backends().isEmpty());
            assertThat(table.snapshot().getFirst().reason()).contains("going away");
            says.set("up 100%");
            Await.until("it is back", () -> table.eligible().backends().equals(List.of(backend)));
        } finally {
            checker.close();
        }
    }

    private static CheckDialer plain() {
        return Dialer.open(VERTX, TransportSettings.DEFAULT);
    }
}
