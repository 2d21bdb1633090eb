package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.FreePorts;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;

/// What is sent again when a backend breaks off, and what is not.
final class RetryIT {

    @Test
    void aCutOffAnswerWithNothingPassedOnIsAskedForAgain() throws IOException {
        AtomicInteger connections = new AtomicInteger();
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    if (connections.incrementAndGet() == 1) connection.reset();
                    else connection.answer("second");
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("second");
        }
    }

    /// Serves one request on each connection, and breaks it off at the next one, as a server does that closes what is
    /// idle.
    private static RawBackend forgetful(String body) {
        return RawBackend.start(connection -> {
            connection.readHead();
            connection.answer(body);
            connection.readHead();
            connection.reset();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {256, 1})
    void aBrokenKeptConnectionUsesUpNoBackend(int connections) throws IOException {
        try (RawBackend good = forgetful("good");
                ProxyUnderTest proxy = ProxyUnderTest.start(
                        Options.of(good.port(), FreePorts.find()).onLoops(1).connections(connections));
                RawClient client = proxy.client()) {
            for (int i = 0; i < 20; i++) assertThat(client.get("/").status()).isEqualTo(200);
            assertThat(proxy.health().snapshot().getFirst().standing().eligible())
                    .isTrue();
            assertThat(proxy.health().snapshot().getFirst().counts().failedRequests())
                    .isZero();
        }
    }

    @Test
    void aSessionStaysWhenItsKeptConnectionBroke() throws IOException {
        try (RawBackend home = forgetful("home");
                RawBackend other = forgetful("other");
                ProxyUnderTest proxy = ProxyUnderTest.start(
                        Options.of(home.port(), other.port()).onLoops(1));
                RawClient client = proxy.client()) {
            for (int i = 0; i < 6; i++) {
                client.send(head("GET / HTTP/1.1", "Host: test", "Cookie: JSESSIONID=1.b0"));
                assertThat(client.read().body()).isEqualTo("home");
            }
        }
    }

    @Test
    void aRequestThatMayHaveBeenActedOnIsNotSentAgain() throws IOException {
        try (RawBackend backend = RawBackend.start(connection -> connection.readHead());
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 0"));
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(502);
            assertThat(answer.body())
                    .isEqualTo("502 Bad Gateway: a backend of pool tomcat broke off before it had answered\n");
            assertThat(backend.heads()).hasSize(1);
        }
    }

    @Test
    void anIdempotentRequestIsSentAgainWithItsBody() throws IOException {
        try (RawBackend bad = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.readBody(20_000);
                });
                RawBackend good = RawBackend.start(connection -> {
                    while (!connection.readHead().isEmpty())
                        connection.answer("got " + connection.readBody(40_000).length);
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(bad.port(), good.port())) {
            for (int i = 0; i < 4; i++) {
                try (RawClient client = proxy.client()) {
                    client.send(head("PUT / HTTP/1.1", "Host: test", "Content-Length: 40000"));
                    client.out().write(new byte[40_000]);
                    assertThat(client.read().body()).isEqualTo("got 40000");
                }
            }
            assertThat(bad.heads()).isNotEmpty();
        }
    }

    @Test
    void aBodyBeyondTheCopyIsNotSentAgain() throws IOException {
        try (RawBackend bad = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.readBody(100_000);
                });
                RawBackend other = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                ProxyUnderTest proxy = ProxyUnderTest.start(bad.port(), other.port())) {
            int failed = 0;
            for (int i = 0; i < 2; i++) {
                try (RawClient client = proxy.client()) {
                    client.send(head("PUT / HTTP/1.1", "Host: test", "Content-Length: 100000"));
                    client.out().write(new byte[100_000]);
                    if (client.read().status() == 502) failed++;
                }
            }
            assertThat(failed).isEqualTo(1);
        }
    }

    @Test
    void anAnswerOfAStatusThatIsNamedIsAskedForElsewhere() throws IOException {
        AtomicInteger posts = new AtomicInteger();
        try (RawBackend errs = RawBackend.start(connection -> {
                    for (String asked = connection.readHead(); !asked.isEmpty(); asked = connection.readHead()) {
                        if (asked.startsWith("POST")) posts.incrementAndGet();
                        connection.send("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno");
                    }
                });
                RawBackend good = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood");
                ConfiguredProxy proxy =
                        ConfiguredProxy.startWith("retry: {on-status: [503]}", "t=" + errs.port() + "+" + good.port());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 10; i++) assertThat(client.get("/").body()).isEqualTo("good");
            assertThat(errs.heads()).isNotEmpty();
            for (int i = 0; posts.get() == 0; i++) {
                Answer answer = client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 0"))
                        .read();
                assertThat(answer.status()).isEqualTo(posts.get() == 0 ? 200 : 503);
                assertThat(i).isLessThan(10);
            }
        }
    }

    /// Both answer with it: the client gets what the last one says.
    @Test
    void whereEverybodyAnswersSoTheClientIsTold() throws IOException {
        try (RawBackend one = RawBackend.answering("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno");
                RawBackend two = RawBackend.answering("HTTP/1.1 503 No\r\nContent-Length: 2\r\n\r\nno");
                ConfiguredProxy proxy =
                        ConfiguredProxy.startWith("retry: {on-status: [503]}", "t=" + one.port() + "+" + two.port());
                RawClient client = proxy.client()) {
            Answer answer = client.get("/");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("no");
            assertThat(one.heads().size() + two.heads().size()).isEqualTo(2);
        }
    }
}
