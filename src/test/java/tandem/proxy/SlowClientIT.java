package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;
import static tandem.proxy.RawHttp2.END_HEADERS;
import static tandem.proxy.RawHttp2.END_STREAM;
import static tandem.proxy.RawHttp2.HEADERS;
import static tandem.proxy.RawHttp2.SETTINGS;
import static tandem.proxy.RawHttp2.WINDOW_UPDATE;
import static tandem.proxy.RawHttp2.block;
import static tandem.proxy.RawHttp2.get;
import static tandem.proxy.RawHttp2.number;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.Await;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// Clients that hold a connection without using it: what they send goes no further, or they do not read. Only
/// `idle-timeout` ends these connections, and what is the same where nothing else is said of it; every other
/// time-out is far beyond the limit.
@SideBySide
final class SlowClientIT {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ProxySettings.Timeouts SHORT = new ProxySettings.Timeouts(
            Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMillis(400), Duration.ofSeconds(15));
    private static final int LARGE = 30_000_000;

    private final RawBackend backend = RawBackend.start(SlowClientIT::serve);
    private final ProxyUnderTest proxy =
            ProxyUnderTest.start(Options.of(backend.port()).with(SHORT));

    /// Answers a GET, with much or little, and waits for the rest of everything else.
    private static void serve(RawBackend.Connection connection) throws IOException {
        for (String head = connection.readHead(); head.startsWith("GET"); head = connection.readHead())
            connection.answer(head.startsWith("GET /large") ? "x".repeat(LARGE) : "x".repeat(4096));
        connection.awaitEnd();
    }

    @AfterEach
    void everythingHasEnded() {
        try {
            Await.until(
                    "every connection has ended", LIMIT, () -> proxy.server().connections() == 0);
            assertThat(proxy.server().inFlight()).isZero();
        } finally {
            proxy.close();
            backend.close();
        }
    }

    /// Sends one byte after another of what never ends, and waits until it is answered.
    private static int trickle(RawClient client) throws IOException {
        Await.until("it is answered", LIMIT, () -> {
            client.send("x");
            return client.in().available() > 0;
        });
        return client.read().status();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /",
                "GET / HTTP/1.1\r\nHost: test\r\nX: ",
                // The fields behind a body.
                "POST / HTTP/1.1\r\nHost: test\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX: "
            })
    void whatComesByteByByteHasToBeThereInTime(String begun) throws IOException {
        try (RawClient client = proxy.client()) {
            assertThat(trickle(client.send(begun))).isEqualTo(408);
            assertThat(backend.heads()).noneMatch(head -> head.startsWith("GET"));
        }
    }

    @Test
    void soHasTheHeadOfALaterRequest() throws IOException {
        try (RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(trickle(client.send("GET / HTTP/1.1\r\nX: "))).isEqualTo(408);
            assertThat(backend.heads()).hasSize(1);
        }
    }

    @Test
    void aBodyThatStopsInTheMiddleIsNotWaitedFor() throws IOException {
        try (RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 10") + "abc");
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aClientThatDoesNotReadItsAnswerIsCutOff() throws IOException {
        try (RawClient client = RawClient.connect(proxy.port(), 4096)) {
            client.send(head("GET /large HTTP/1.1", "Host: test"));
            Await.until("it is answered", () -> backend.heads().size() == 1);
            Await.until("it is cut off", LIMIT, () -> proxy.server().connections() == 0);
        }
    }

    @Test
    void aClientThatAsksOnAndOnAndReadsNoAnswerIsCutOff() {
        try (RawClient client = RawClient.connect(proxy.port(), 4096)) {
            String many = head("GET / HTTP/1.1", "Host: test").repeat(100);
            Thread.ofVirtual().start(() -> {
                try {
                    while (true) client.send(many);
                } catch (IOException cutOff) {
                    // As it should be.
                }
            });
            Await.until("it is answered", () -> !backend.heads().isEmpty());
            Await.until("it is cut off", LIMIT, () -> proxy.server().connections() == 0);
        }
    }

    @Test
    void aPrefaceOfHttp2ThatGoesNoFurtherIsNotWaitedFor() throws IOException {
        try (RawClient client = RawClient.connect(RawHttp2.listener(proxy.server()))) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aConnectionOfHttp2ThatAsksNothingEnds() throws IOException {
        try (RawHttp2 client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            assertThat(client.goodbye()).isZero();
        }
    }

    @Test
    void fieldsOfHttp2ThatGoNoFurtherAreNotWaitedFor() throws IOException {
        try (RawHttp2 client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            client.send(HEADERS, END_STREAM, 1, block(get()));
            assertThat(client.goodbye()).isZero();
            assertThat(backend.heads()).isEmpty();
        }
    }

    @Test
    void aBodyOfHttp2ThatStopsInTheMiddleIsNotWaitedFor() throws IOException {
        String[] post = {":method", "POST", ":scheme", "http", ":path", "/", ":authority", "test"};
        try (RawHttp2 client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            client.send(HEADERS, END_HEADERS, 1, block(post));
            assertThat(client.end(1).type()).isEqualTo(RawHttp2.DATA);
            assertThat(client.goodbye()).isZero();
        }
    }

    @Test
    void aClientOfHttp2ThatReadsNothingIsCutOff() throws IOException {
        try (RawHttp2 client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            // It lets everything be sent that there is (RFC 9113 §6.5.2 and §6.9), and reads none of it.
            client.send(SETTINGS, 0, 0, new byte[] {0, 4, 0x7F, -1, -1, -1});
            client.send(WINDOW_UPDATE, 0, 0, number(Integer.MAX_VALUE - 65_535));
            client.request(1, true, ":method", "GET", ":scheme", "http", ":path", "/large", ":authority", "test");
            Await.until("it is answered", () -> backend.heads().size() == 1);
            Await.until("it is cut off", LIMIT, () -> proxy.server().connections() == 0);
        }
    }
}
