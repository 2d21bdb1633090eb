package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.Payload;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.fixture.SideBySide;

/// What follows a `101 Switching Protocols` (RFC 9110 §7.8).
@SideBySide
final class UpgradeIT {
    private static final String REQUEST =
            head("GET /chat HTTP/1.1", "Host: test", "Connection: keep-alive, Upgrade", "Upgrade: echo/1");
    private static final String SWITCH = head("HTTP/1.1 101 Go on", "Connection: upgrade", "Upgrade: echo/1", "X: y");

    private static final ProxySettings.Timeouts IDLE = new ProxySettings.Timeouts(
            Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMillis(300), Duration.ofSeconds(15));

    /// Agrees to whatever is asked, and sends back what comes until the other side ends.
    private static RawBackend echo() {
        return RawBackend.start(connection -> {
            connection.readHead();
            connection.send(SWITCH);
            byte[] some = new byte[8192];
            for (int count = connection.in().read(some);
                    count >= 0;
                    count = connection.in().read(some))
                connection.send(new String(some, 0, count, StandardCharsets.ISO_8859_1));
        });
    }

    private static String read(RawClient client, int length) throws IOException {
        return new String(client.in().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Test
    void bytesPassBothWays() throws IOException {
        try (RawBackend backend = echo();
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            Answer answer = client.send(REQUEST).readHead();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("connection")).hasValue("Upgrade");
            assertThat(answer.field("upgrade")).hasValue("echo/1");
            assertThat(answer.field("x")).hasValue("y");
            assertThat(backend.heads().getFirst()).contains("\nConnection: Upgrade\n", "\nUpgrade: echo/1\n");
            for (int i = 0; i < 1000; i++) {
                client.send("message " + i + ";");
                assertThat(read(client, ("message " + i + ";").length())).isEqualTo("message " + i + ";");
            }
            assertThat(proxy.server().inFlight()).isEqualTo(1);
        }
    }

    @Test
    void whatIsSentAheadOfTheAnswerIsTheFirstMessage() throws IOException {
        try (RawBackend backend = echo();
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            assertThat(client.send(REQUEST + "GET / HTTP/1.1\r\n\r\n")
                            .readHead()
                            .status())
                    .isEqualTo(101);
            assertThat(read(client, 18)).isEqualTo("GET / HTTP/1.1\r\n\r\n");
            assertThat(backend.heads()).hasSize(1);
        }
    }

    @Test
    void muchPassesWhoeverIsSlow() throws Exception {
        int length = 20_000_000;
        try (RawBackend backend = echo();
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(REQUEST).readHead();
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    Payload.write(client.out(), length);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            Await.pause(Duration.ofMillis(200));
            assertThat(client.in().readNBytes(length)).isEqualTo(Payload.bytes(length));
            writer.join();
        }
    }

    @Test
    void theEndOfOneSideLeavesTheOtherOne() throws IOException {
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.send(SWITCH);
                    String all = new String(connection.in().readAllBytes(), StandardCharsets.ISO_8859_1);
                    connection.send("got " + all);
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(REQUEST).readHead();
            client.send("all of it").endOutput();
            assertThat(new String(client.in().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo("got all of it");
            Await.until("it is over", () -> proxy.server().connections() == 0);
            assertThat(proxy.server().inFlight()).isZero();
        }
    }

    @Test
    void aBackendThatEndsIsHeardOfAtOnce() throws IOException {
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.send(SWITCH + "bye");
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port())) {
            try (RawClient client = proxy.client()) {
                client.send(REQUEST).readHead();
                assertThat(new String(client.in().readAllBytes(), StandardCharsets.ISO_8859_1))
                        .isEqualTo("bye");
            }
            Await.until("it is over", () -> proxy.server().connections() == 0);
            assertThat(proxy.server().inFlight()).isZero();
            assertThat(proxy.health().eligible().backends()).hasSize(1);
        }
    }

    @Test
    void aClientThatGoesAwayEndsTheBackendsConnection() throws IOException {
        try (RawBackend backend = echo();
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port())) {
            try (RawClient client = proxy.client()) {
                client.send(REQUEST).readHead();
                client.reset();
            }
            Await.until("it is over", () -> proxy.server().inFlight() == 0);
            assertThat(proxy.server().snapshot().backends().getFirst().done().inFlight())
                    .isZero();
        }
    }

    @Test
    void silenceEndsIt() throws IOException {
        try (RawBackend backend = echo();
                ProxyUnderTest proxy =
                        ProxyUnderTest.start(Options.of(backend.port()).with(IDLE));
                RawClient client = proxy.client()) {
            client.send(REQUEST).readHead();
            assertThat(client.isEnded()).isTrue();
        }
    }

    /// Where one side does not read, nothing moves in the end, and that is the end.
    @Test
    void aClientThatDoesNotReadEndsIt() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.send(SWITCH);
                    try {
                        while (true) connection.send("x".repeat(8192));
                    } finally {
                        ended.countDown();
                    }
                });
                ProxyUnderTest proxy =
                        ProxyUnderTest.start(Options.of(backend.port()).with(IDLE));
                RawClient client = RawClient.connect(proxy.port(), 8192)) {
            client.send(REQUEST).readHead();
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
            Await.until("it is over", () -> proxy.server().connections() == 0);
            assertThat(proxy.server().inFlight()).isZero();
        }
    }

    @Test
    void aBackendThatDoesNotReadEndsIt() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.send(SWITCH);
                    await(over);
                });
                ProxyUnderTest proxy =
                        ProxyUnderTest.start(Options.of(backend.port()).with(IDLE));
                RawClient client = proxy.client()) {
            client.send(REQUEST).readHead();
            Thread writer = Thread.ofVirtual()
                    .start(() -> assertThatThrownBy(() -> {
                                while (true) client.send("x".repeat(8192));
                            })
                            .isInstanceOf(IOException.class));
            Await.until("it is over", () -> proxy.server().connections() == 0);
            assertThat(proxy.server().inFlight()).isZero();
            writer.join();
        } finally {
            over.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("it does not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
