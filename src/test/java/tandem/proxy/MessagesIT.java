package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;

/// The rarer parts of HTTP/1.1, through the proxy to a backend of sockets.
final class MessagesIT {

    private static String read(RawClient client, int length) throws IOException {
        return new String(client.in().readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    @Test
    void answersBeforeTheFinalOnePassInOrder() throws IOException {
        String early = "HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n";
        try (RawBackend backend = RawBackend.answering(
                        early + "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(head("GET / HTTP/1.1", "Host: test"));
            assertThat(client.readHead().head()).startsWith("HTTP/1.1 103 Early Hints\nLink: </a.css>; rel=preload\n");
            assertThat(client.readHead().status()).isEqualTo(102);
            assertThat(client.read().body()).isEqualTo("ok");
            // An HTTP/1.0 client knows nothing of them.
            client.send(head("GET / HTTP/1.0"));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    /// RFC 9110 §10.1.1: the body that it holds back is none of the next request, on neither side.
    @Test
    void whoIsRefusedInsteadOfToldToContinueKeepsItsBody() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(connection -> {
                    assertThat(connection.readHead()).contains("Expect: 100-continue\n", "Content-Length: 4\n");
                    connection.send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n");
                    connection.awaitEnd();
                    ended.countDown();
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(head("PUT / HTTP/1.1", "Host: test", "Content-Length: 4", "Expect: 100-continue"));
            RawClient.Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(417);
            assertThat(answer.field("connection")).hasValue("close");
            assertThat(client.isEnded()).isTrue();
            assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    /// Nobody reads, so that all of it would be kept.
    @Test
    void aBackendThatAnswersWithoutEndBeforeItAnswersIsStopped() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    try {
                        while (true) connection.send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
                    } finally {
                        stopped.countDown();
                    }
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(head("GET / HTTP/1.1", "Host: test"));
            assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 100; i++) assertThat(client.readHead().status()).isEqualTo(103);
            assertThat(client.read().status()).isEqualTo(502);
            assertThat(backend.accepted()).isEqualTo(1);
        }
    }

    /// Through a route, which looks at the path decoded.
    @Test
    void aTargetArrivesToTheLetter() throws IOException {
        String target = "/a%2Fb%2e%2E/%c3%A9;x=%20//y?z=%zz";
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                ConfiguredProxy proxy =
                        ConfiguredProxy.start("hosts: [{routes: [{prefix: /a/b}]}]\n", "raw=" + backend.port());
                RawClient client = proxy.client();
                RawHttp2 other = new RawHttp2(RawHttp2.listener(proxy.server()))) {
            assertThat(client.get(target).status()).isEqualTo(200);
            other.request(1, true, ":method", "GET", ":scheme", "http", ":path", target, ":authority", "test");
            other.end(1);
            assertThat(backend.heads())
                    .hasSize(2)
                    .allSatisfy(asked -> assertThat(asked).startsWith("GET " + target + " HTTP/1.1"));
        }
    }

    @Test
    void trailersPassBothWays() throws IOException {
        StringBuilder seen = new StringBuilder();
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    seen.append(new String(connection.readBody(25), StandardCharsets.ISO_8859_1));
                    connection.send(head("HTTP/1.1 200 OK", "Transfer-Encoding: chunked", "Trailer: X-Sum"));
                    connection.send("2\r\nok\r\n0\r\nX-Sum: 7\r\nContent-Length: 9\r\n\r\n");
                    connection.awaitEnd();
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.1", "Host: test", "TE: trailers", "Transfer-Encoding: chunked"));
            client.send("4;x=y\r\nbody\r\n0\r\nX-Mine: 1\r\nHost: evil\r\n\r\n");
            assertThat(client.readHead().field("trailer")).hasValue("X-Sum");
            assertThat(read(client, 22)).isEqualTo("2\r\nok\r\n0\r\nX-Sum: 7\r\n\r\n");
            assertThat(seen).hasToString("4\r\nbody\r\n0\r\nX-Mine: 1\r\n\r\n");
        }
    }

    @Test
    void eventsAreNotHeldBack() throws IOException {
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
                    for (int c = connection.in().read();
                            c >= 0;
                            c = connection.in().read()) connection.send("data: " + (char) c + "\n\n");
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 3"));
            assertThat(client.readHead().status()).isEqualTo(200);
            for (String event : new String[] {"a", "b", "c"}) {
                client.send(event);
                assertThat(read(client, 14)).isEqualTo("9\r\ndata: " + event + "\n\n\r\n");
            }
        }
    }

    @Test
    void manyPipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (RawBackend backend = RawBackend.start(connection -> {
                    for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead())
                        connection.answer(head.substring(4, head.indexOf(" HTTP")));
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 3000; i++) all.append(head("GET /" + i + " HTTP/1.1", "Host: test"));
            client.send(all.toString());
            for (int i = 0; i < 3000; i++) assertThat(client.read().body()).isEqualTo("/" + i);
        }
    }

    @Test
    void manyPipelinedRequestsThatTheProxyAnswersItselfAreToo() throws IOException {
        int nobody;
        try (RawBackend gone = RawBackend.answering("")) {
            nobody = gone.port();
        }
        try (ProxyUnderTest proxy = ProxyUnderTest.start(nobody);
                RawClient client = proxy.client()) {
            client.send(head("GET / HTTP/1.1", "Host: test").repeat(3000));
            for (int i = 0; i < 3000; i++) assertThat(client.read().status()).isIn(502, 503);
        }
    }

    @Test
    void aStatusKeepsItsPhrase() throws IOException {
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 404 Nothing Here\r\nContent-Length: 0\r\n\r\n");
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            assertThat(client.get("/").head()).startsWith("HTTP/1.1 404 Nothing Here\n");
        }
    }

    @Test
    void whatComesBehindAnAnswerIsNotTheNextOne() throws IOException {
        try (RawBackend backend = RawBackend.answering(
                        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 5; i++) assertThat(client.get("/").body()).isEqualTo("ok");
            assertThat(backend.accepted()).isEqualTo(5);
        }
    }

    @Test
    void anIdleConnectionThatSpeaksIsThrownAway() throws IOException {
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.answer("ok");
                    connection.send("HTTP/1.1 408 Request Timeout\r\n\r\n");
                    connection.awaitEnd();
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("ok");
            Await.pause(java.time.Duration.ofMillis(50));
            assertThat(client.get("/").body()).isEqualTo("ok");
        }
    }
}
