package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import tandem.fixture.SideBySide;

/// One check against servers that answer.
@SideBySide
class HttpCheckIT extends SingleCheck {

    @Test
    void anExpectedStatusPasses() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            assertThat(check(server)).isInstanceOfSatisfying(CheckResult.Passed.class, passed -> {
                assertThat(passed.status()).isEqualTo(200);
                assertThat(passed.took()).isPositive();
            });
        }
    }

    @Test
    void theRequestIsAPlainGetOverAConnectionOfItsOwn() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            check(server);
            check(server);

            assertThat(server.accepted()).isEqualTo(2);
            assertThat(server.requests().getFirst().lines())
                    .containsExactlyInAnyOrder(
                            "GET /health?deep=1 HTTP/1.1",
                            "host: " + server.backend().address(),
                            "user-agent: Tandem health check",
                            "accept: */*",
                            "connection: close");
        }
    }

    @Test
    void anotherStatusFailsAndIsNamed() throws Exception {
        // Its body never comes, but the head has said enough.
        try (RawServer server =
                RawServer.answeringAndHanging("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 10\r\n\r\n")) {
            assertThat(check(server)).isInstanceOfSatisfying(CheckResult.WrongStatus.class, wrong -> {
                assertThat(wrong.status()).isEqualTo(503);
                assertThat(wrong.text()).isEqualTo("answered 503, expected 200-399");
            });
        }
    }

    @Test
    void aRedirectIsAnAnswerAndIsNotFollowed() throws Exception {
        try (RawServer server = RawServer.answering(
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(check(server)).isInstanceOf(CheckResult.Passed.class);
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void anInterimAnswerIsNotTheAnswer() throws Exception {
        try (RawServer server =
                RawServer.answering("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(check(server)).isInstanceOf(CheckResult.Passed.class);
        }
    }

    @Test
    void anAnswerMayEndWithItsConnection() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.0 200 OK\r\n\r\nall is well")) {
            assertThat(check(server)).isInstanceOf(CheckResult.Passed.class);
        }
    }

    @Test
    void noMoreThanTheBoundIsReadOfALongAnswer() throws Exception {
        AtomicLong written = new AtomicLong();
        byte[] block = new byte[8192];
        try (RawServer server = RawServer.that((it, client) -> {
            it.readHead(client);
            RawServer.write(client, "HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n");
            while (true) {
                client.getOutputStream().write(block);
                written.addAndGet(block.length);
            }
        })) {
            assertThat(check(server)).isInstanceOf(CheckResult.Passed.class);
            Eventually.holds("the connection is closed", () -> server.open() == 0);
            // What it wrote beyond what was read is in the kernel's buffers.
            assertThat(written.get()).isBetween((long) HttpCheck.MAX_BODY_BYTES, 100_000_000L);
        }
    }

    @Test
    void aStandstillOfTheEventLoopIsNotBlamedOnTheBackend() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            // Loads what the check needs, so that only the standstill below takes long.
            check(server);

            CheckResult result = await(Future.future(promise -> vertx.runOnContext(_ -> {
                HttpCheck.start(vertx, plain(), server.backend(), IMPATIENT)
                        .result()
                        .onComplete(promise);
                standStill(IMPATIENT.timeout().multipliedBy(3));
            })));

            assertThat(result).isInstanceOf(CheckResult.Passed.class);
            assertThat(result.took()).isGreaterThan(IMPATIENT.timeout());
        }
    }

    @Test
    void aBackendMayHaveAnIpv6Address() throws Exception {
        try (RawServer server = RawServer.on("::1", (it, client) -> {
            it.readHead(client);
            RawServer.write(client, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertThat(check(server)).isInstanceOf(CheckResult.Passed.class);
            assertThat(server.requests().getFirst())
                    .contains("host: " + server.backend().address() + "\n");
        }
    }

    /// Blocks the event loop, as a long collection of garbage would.
    private static void standStill(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
