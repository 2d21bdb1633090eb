package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;
import static tandem.proxy.Http2Backend.POST;
import static tandem.proxy.Http2Backend.answer;
import static tandem.proxy.Http2Backend.await;
import static tandem.proxy.Http2Backend.backend;
import static tandem.proxy.Http2Backend.options;
import static tandem.proxy.Http2Backend.request;
import static tandem.proxy.RawHttp2.END_HEADERS;
import static tandem.proxy.RawHttp2.END_STREAM;
import static tandem.proxy.RawHttp2.GOAWAY;
import static tandem.proxy.RawHttp2.HEADERS;
import static tandem.proxy.RawHttp2.INTERNAL_ERROR;
import static tandem.proxy.RawHttp2.PING;
import static tandem.proxy.RawHttp2.REFUSED_STREAM;
import static tandem.proxy.RawHttp2.RST_STREAM;
import static tandem.proxy.RawHttp2.SETTINGS;
import static tandem.proxy.RawHttp2.block;
import static tandem.proxy.RawHttp2.number;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.health.HealthSettings;
import tandem.health.Standing;

/// Requests that share connections of HTTP/2 to backends, and what becomes of them when those end.
class UpstreamHttp2IT {
    private static final int MAX_CONCURRENT_STREAMS = 3;

    @Test
    void requestsShareAConnection() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (RawBackend backend = backend((_, with) -> {
                    int first = request(with);
                    both.countDown();
                    int second = request(with);
                    both.countDown();
                    with.answer(second, "second").answer(first, "first");
                    answer(with, "more");
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient one = proxy.client();
                RawClient other = proxy.client()) {
            one.send(POST);
            Await.until("it is there", () -> both.getCount() == 1);
            other.send(POST);
            assertThat(both.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(one.read().body()).isEqualTo("first");
            assertThat(other.read().body()).isEqualTo("second");
            assertThat(one.get("/").body()).isEqualTo("more");
            assertThat(backend.accepted()).isEqualTo(1);
        }
    }

    @Test
    void noMoreRequestsShareAConnectionThanTheBackendAllows() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (RawBackend backend = backend(
                        (_, with) -> {
                            int stream = request(with);
                            both.countDown();
                            await(both);
                            with.answer(stream, "fine");
                            answer(with, "more");
                        },
                        MAX_CONCURRENT_STREAMS,
                        1);
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient one = proxy.client();
                RawClient other = proxy.client()) {
            one.send(POST);
            other.send(POST);
            assertThat(one.read().body()).isEqualTo("fine");
            assertThat(other.read().body()).isEqualTo("fine");
            assertThat(backend.accepted()).isEqualTo(2);
        }
    }

    @Test
    void whatABackendThatGoesAwayHasNotLookedAtIsAskedAgain() throws Exception {
        try (RawBackend backend = backend((connection, with) -> {
                    int stream = request(with);
                    if (connection == 1) {
                        with.send(GOAWAY, 0, 0, number(0, 0));
                        request(with);
                    } else {
                        with.answer(stream, "connection " + connection);
                        answer(with, "more");
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient client = proxy.client()) {
            client.send(POST);
            assertThat(client.read().body()).isEqualTo("connection 2");
        }
    }

    @Test
    void whatABackendThatGoesAwayHasTakenIsAnsweredStill() throws Exception {
        try (RawBackend backend = backend((connection, with) -> {
                    int stream = request(with);
                    if (connection == 1) with.send(GOAWAY, 0, 0, number(stream, 0));
                    with.answer(stream, "connection " + connection);
                    answer(with, "connection " + connection);
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient client = proxy.client()) {
            client.send(POST);
            assertThat(client.read().body()).isEqualTo("connection 1");
            client.send(POST);
            assertThat(client.read().body()).isEqualTo("connection 2");
        }
    }

    @Test
    void aRefusedRequestIsAskedAgainAndAnyOtherResetIsNot() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawBackend backend = backend((_, with) -> {
                    while (true) {
                        int stream = request(with);
                        switch (requests.incrementAndGet()) {
                            case 1 -> with.send(RST_STREAM, 0, stream, number(REFUSED_STREAM));
                            case 3 -> with.send(RST_STREAM, 0, stream, number(INTERNAL_ERROR));
                            default -> with.answer(stream, "request " + requests.get());
                        }
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient client = proxy.client()) {
            client.send(POST);
            assertThat(client.read().body()).isEqualTo("request 2");
            client.send(POST);
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(client.get("/").body()).isEqualTo("request 4");
            assertThat(backend.accepted()).isEqualTo(1);
        }
    }

    @Test
    void whoSpeaksNoHttp2NeverSeesARequest() throws Exception {
        try (RawBackend old = RawBackend.answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                RawBackend backend = backend((_, with) -> answer(with, "fine"));
                ProxyUnderTest proxy = ProxyUnderTest.start(options(old.port(), backend.port()));
                RawClient client = proxy.client()) {
            for (int i = 0; i < 4; i++) {
                client.send(POST);
                assertThat(client.read().body()).isEqualTo("fine");
            }
            assertThat(old.heads())
                    .isNotEmpty()
                    .allMatch(head -> head.startsWith("PRI * HTTP/2.0") || head.startsWith("SM"));
        }
    }

    @Test
    void aClientThatLeavesCancelsItsStream() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        try (RawBackend backend = backend((_, with) -> {
                    int stream = request(with);
                    asked.countDown();
                    with.read(RST_STREAM, stream);
                    cancelled.countDown();
                    answer(with, "still there");
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient client = proxy.client()) {
            try (RawClient leaving = proxy.client()) {
                leaving.send(POST);
                Await.until("it is under way", () -> proxy.server().inFlight() == 1 && backend.accepted() == 1);
                assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
                leaving.reset();
            }
            assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(client.get("/").body()).isEqualTo("still there");
            assertThat(backend.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aBackendThatDoesNotAnswerAPingIsLeft() throws Exception {
        ProxySettings.Timeouts usual = ProxySettings.Timeouts.DEFAULT;
        ProxySettings.Timeouts ticking = new ProxySettings.Timeouts(
                usual.connect(), Duration.ofMillis(1600), Duration.ofMillis(1600), usual.backendIdle());
        AtomicInteger pings = new AtomicInteger();
        UpstreamHttp2Settings pinging = new UpstreamHttp2Settings(100, Duration.ofMillis(50), Duration.ofMillis(100));
        try (RawBackend backend = backend((connection, with) -> {
                    int stream = request(with);
                    if (connection == 1) {
                        with.read(PING, 0);
                        pings.incrementAndGet();
                        request(with);
                    } else with.answer(stream, "connection " + connection);
                    answer(with, "more");
                });
                RawBackend other = backend((_, with) -> answer(with, "other"));
                ProxyUnderTest proxy = ProxyUnderTest.start(Options.of(backend.port(), other.port())
                        .onLoops(1)
                        .with(ticking)
                        .with(TransportSettings.DEFAULT.by(pinging)));
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("other");
            assertThat(pings).hasValue(1);
        }
    }

    @Test
    void whatABackendTakesAgainLaterWaitsForThat() throws Exception {
        CountDownLatch silent = new CountDownLatch(1);
        try (RawBackend backend = backend(
                        (_, with) -> {
                            await(silent);
                            with.send(SETTINGS, 0, 0, setting(MAX_CONCURRENT_STREAMS, 1));
                            answer(with, "at last");
                        },
                        MAX_CONCURRENT_STREAMS,
                        0);
                ProxyUnderTest proxy = ProxyUnderTest.start(options(backend.port()));
                RawClient client = proxy.client()) {
            client.send(POST);
            Await.until("it is under way", () -> proxy.server().inFlight() == 1 && backend.accepted() == 1);
            silent.countDown();
            assertThat(client.read().body()).isEqualTo("at last");
            assertThat(backend.accepted()).isEqualTo(1);
        }
    }

    private static byte[] setting(int name, int value) {
        return ByteBuffer.allocate(6).putShort((short) name).putInt(value).array();
    }

    @Test
    void checksGoTheSameWay() throws Exception {
        HealthSettings often = new HealthSettings(
                new HealthSettings.Check("/", Duration.ofSeconds(1), Duration.ofSeconds(1), 1, 1, 200, 399),
                HealthSettings.Eject.DEFAULT);
        try (RawBackend backend = backend((_, with) -> answer(with, "fine"));
                RawBackend wrong = backend((_, with) ->
                        with.send(HEADERS, END_HEADERS | END_STREAM, request(with), block(":status", "503")));
                RawBackend old = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                ProxyUnderTest proxy = ProxyUnderTest.start(
                        options(backend.port(), wrong.port(), old.port()).with(often))) {
            Await.until(
                    "one is healthy, and the others are out",
                    () -> proxy.health().snapshot().stream()
                            .map(status -> status.standing())
                            .toList()
                            .equals(List.of(Standing.HEALTHY, Standing.OUT, Standing.OUT)));
        }
    }
}
