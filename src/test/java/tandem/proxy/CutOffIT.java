package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.Await;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;

/// A backend breaks off within its answer: the client must be able to notice.
final class CutOffIT {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-A: b\r\n"
            })
    void anAnswerThatIsCutOffIsCutOffForTheClientToo(String start) throws IOException {
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.send(start);
                    // The client must have had its part first; before that, the request could go
                    // elsewhere.
                    Await.pause(Duration.ofMillis(200));
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 0"));
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThatThrownBy(() -> {
                        byte[] rest = client.in().readAllBytes();
                        assertThat(new String(rest, StandardCharsets.ISO_8859_1))
                                .doesNotContain("\r\n0\r\n");
                        throw new IOException("ended after " + rest.length);
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    /// More than is read at once stands behind what is wrong.
    @ParameterizedTest
    @ValueSource(strings = {"zz\r\n", "0\r\n(no-name: 1\r\n"})
    void aRequestThatCannotBeReadToItsEndEndsTheAnswer(String wrong) throws IOException {
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.send(head("HTTP/1.1 200 OK", "Content-Length: 10") + "a");
                    connection.awaitEnd();
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.1", "Host: test", "Transfer-Encoding: chunked"));
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(client.in().read()).isEqualTo('a');
            client.send(wrong + "x".repeat(8000));
            assertThat(client.isEnded()).isTrue();
            Await.until("nothing is under way", () -> proxy.server().inFlight() == 0);
        }
    }

    /// The backend's connection ends with it, and the next answer is that of another one.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "zz\r\n",
                "-3\r\nabc\r\n",
                "0x3\r\nabc\r\n",
                "3 \r\nabc\r\n",
                "3;\r\nabc\r\n",
                "3;a \r\nabc\r\n",
                "3\nabc\r\n",
                "3\r\nabcd\r\n",
                "3\r\nabc\n",
                "ffffffffffffffff\r\n",
                "\r\n",
                "0\n\r\n",
                "0\r\n\n",
                "0\r\n(bad): x\r\n\r\n",
                "0\r\nX-A: b\u0000\r\n\r\n",
                "0\r\nX-A : b\r\n\r\n",
                "0\r\nX-A: b\r\n folded\r\n\r\n"
            })
    void aChunkThatIsNoneEndsTheAnswer(String wrong) throws IOException {
        CountDownLatch passed = new CountDownLatch(1);
        String start = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.send(start);
                    await(passed);
                    connection.send(wrong);
                    connection.awaitEnd();
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port())) {
            try (RawClient client = proxy.client()) {
                client.send(head("GET / HTTP/1.1", "Host: test"));
                assertThat(client.readHead().status()).isEqualTo(200);
                assertThat(client.in().readNBytes(8)).isEqualTo("3\r\nabc\r\n".getBytes(StandardCharsets.US_ASCII));
                passed.countDown();
                assertThat(new String(rest(client), StandardCharsets.ISO_8859_1))
                        .doesNotContain("0\r\n");
            }
            try (RawClient next = proxy.client()) {
                next.send(head("GET / HTTP/1.1", "Host: test"));
                Await.until("another connection is opened", () -> backend.accepted() == 2);
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) throw new IllegalStateException("the client got nothing");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What comes until the end, which may be a reset.
    private static byte[] rest(RawClient client) throws IOException {
        try {
            return client.in().readAllBytes();
        } catch (SocketTimeoutException hang) {
            throw hang;
        } catch (IOException reset) {
            return new byte[0];
        }
    }

    /// More than its head says is somebody's who is not asked for (RFC 9112 §9.3).
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            })
    void whatIsBehindTheEndIsDroppedWithItsConnection(String answer) throws IOException {
        try (RawBackend backend = RawBackend.answering(answer);
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            for (int i = 1; i < 4; i++) {
                assertThat(client.get("/").body()).isEqualTo("ok");
                assertThat(backend.accepted()).isEqualTo(i);
            }
        }
    }

    /// No answer to HEAD, no 204 and no 304 has a body, whatever a backend sends.
    @ParameterizedTest
    @CsvSource({"HEAD, 200", "GET, 204", "GET, 304"})
    void aBodyWhereNoneMayBeIsDroppedWithItsConnection(String method, int status) throws IOException {
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 " + status + " X\r\nContent-Length: 4\r\n\r\nevil");
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            for (int i = 1; i < 4; i++) {
                client.send(head(method + " / HTTP/1.1", "Host: test"));
                assertThat(client.read(method).status()).isEqualTo(status);
                assertThat(backend.accepted()).isEqualTo(i);
            }
        }
    }

    @Test
    void anAnswerToAnOldClientThatIsCutOffEndsWithAReset() throws IOException {
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                    Await.pause(Duration.ofMillis(200));
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.0", "Content-Length: 0"));
            client.readHead();
            assertThatThrownBy(() -> client.in().readAllBytes()).hasMessageContaining("reset");
        }
    }
}
