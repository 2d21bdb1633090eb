package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;
import static tandem.proxy.RawHttp2.CONTINUATION;
import static tandem.proxy.RawHttp2.DATA;
import static tandem.proxy.RawHttp2.END_HEADERS;
import static tandem.proxy.RawHttp2.END_STREAM;
import static tandem.proxy.RawHttp2.HEADERS;
import static tandem.proxy.RawHttp2.block;
import static tandem.proxy.RawHttp2.get;

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

/// The times for a request's head, for its body, and for a connection on which nothing moves are three.
@SideBySide
final class ClientTimeoutsIT {
    private static final Duration SHORT = Duration.ofMillis(300);
    /// Longer than the short ones, with all ticks.
    private static final Duration LONGER = Duration.ofMillis(700);
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String GET = head("GET / HTTP/1.1", "Host: test");
    private static final String[] POST = {
        ":method", "POST", ":scheme", "http", ":path", "/", ":authority", "test", "content-length", "5"
    };

    private final RawBackend backend = RawBackend.start(ClientTimeoutsIT::serve);
    private ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());

    private static void serve(RawBackend.Connection connection) throws IOException {
        for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead()) {
            if (head.contains("Expect: ")) {
                Await.pause(LONGER);
                connection.send("HTTP/1.1 100 Continue\r\n\r\n");
            }
            if (head.startsWith("POST")) connection.readBody(5);
            if (head.startsWith("GET /endless")) connection.awaitEnd();
            connection.answer("done");
        }
    }

    private void start(Duration header, Duration body, Duration idle) {
        proxy.close();
        proxy = ProxyUnderTest.start(Options.of(backend.port())
                .with(new ProxySettings.Timeouts(
                        Duration.ofSeconds(1), LONG, header, body, idle, Duration.ofSeconds(15))));
    }

    @AfterEach
    void close() {
        try {
            Await.until("every connection has ended", () -> proxy.server().connections() == 0);
            assertThat(proxy.server().inFlight()).isZero();
        } finally {
            proxy.close();
            backend.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"G", "GET / HTTP/1.1\r\nHost: test\r\nX: "})
    void aHeadHasToBeThereInTime(String begun) throws IOException {
        start(SHORT, LONG, LONG);
        try (RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("done");
            client.send(begun);
            Await.until("it is answered", () -> {
                send(client, "x");
                return available(client) > 0;
            });
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.field("connection")).hasValue("close");
            assertThat(backend.heads()).hasSize(1);
        }
    }

    private static void send(RawClient client, String text) {
        try {
            client.send(text);
        } catch (IOException ended) {
            // What has been answered can be read nevertheless.
        }
    }

    private static int available(RawClient client) {
        try {
            return client.in().available();
        } catch (IOException ended) {
            return 0;
        }
    }

    @Test
    void theTimeForAHeadDoesNotBeginBeforeIt() throws IOException {
        start(SHORT, LONG, LONG);
        try (RawClient client = proxy.client()) {
            Await.pause(LONGER);
            assertThat(client.get("/").body()).isEqualTo("done");
            Await.pause(LONGER);
            assertThat(client.get("/").body()).isEqualTo("done");
        }
    }

    @Test
    void aHeadMayTakeLongerThanAConnectionMayBeIdle() throws IOException {
        start(LONG, LONG, SHORT);
        try (RawClient client = proxy.client()) {
            client.send(GET.substring(0, 20));
            Await.pause(LONGER);
            assertThat(client.send(GET.substring(20)).read().body()).isEqualTo("done");
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aBodyHasToGoOnInTime() throws IOException {
        start(LONG, SHORT, LONG);
        try (RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 5") + "abc");
            assertThat(client.read().status()).isEqualTo(408);
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void aBodyMayTakeLongerThanAConnectionMayBeIdle() throws IOException {
        start(LONG, LONG, SHORT);
        try (RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 5") + "abc");
            Await.pause(LONGER);
            assertThat(client.send("de").read().body()).isEqualTo("done");
        }
    }

    /// What the backend takes before it wants the body is no time of the client's.
    @Test
    void aBodyThatTheBackendWasNotReadyForIsNotLate() throws IOException {
        start(LONG, LONGER.minusMillis(100), LONG);
        try (RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 5", "Expect: 100-continue"));
            assertThat(client.readHead().status()).isEqualTo(100);
            // Long enough for two looks at what is late.
            Await.pause(Duration.ofMillis(150));
            assertThat(client.send("abcde").read().body()).isEqualTo("done");
        }
    }

    /// Also while an answer passes the other way on the same connection.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fieldsOfHttp2HaveToBeThereInTime(boolean trickles) throws IOException {
        start(SHORT, LONG, LONG);
        try (RawHttp2 client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            client.request(1, true, ":method", "GET", ":scheme", "http", ":path", "/endless", ":authority", "test");
            Await.until("it is under way", () -> backend.heads().size() == 1);
            client.send(HEADERS, END_STREAM, 3, block(get()));
            if (trickles) {
                Await.pause(Duration.ofMillis(100));
                client.send(CONTINUATION, 0, 3, block("x", "y"));
            }
            assertThat(client.goodbye()).isZero();
            assertThat(backend.heads()).hasSize(1);
        }
    }

    @Test
    void aConnectionOfHttp2MayBeQuietForLonger() throws IOException {
        start(SHORT, SHORT, LONG);
        try (RawHttp2 client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            client.request(1, true, get()).end(1);
            Await.pause(LONGER);
            assertThat(client.request(3, true, get()).end(3).type()).isEqualTo(DATA);
        }
    }

    @Test
    void aBodyOfHttp2HasToGoOnInTime() throws Exception {
        start(LONG, SHORT, LONG);
        try (RawHttp2 client = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            var answers = new AnswerHeads(client);
            client.send(HEADERS, END_HEADERS, 1, block(POST)).send(DATA, 0, 1, new byte[3]);
            assertThat(answers.status(1)).isEqualTo(408);
            assertThat(client.request(3, true, get()).end(3).type()).isEqualTo(DATA);
        }
    }
}
