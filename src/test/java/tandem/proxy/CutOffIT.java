package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
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

    @Test
    void aChunkThatIsNoneEndsTheAnswer() throws IOException {
        String start = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.send(start);
                    Await.pause(Duration.ofMillis(200));
                    connection.send("zz\r\n");
                    connection.awaitEnd();
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            client.send(head("GET / HTTP/1.1", "Host: test"));
            assertThatThrownBy(client::read).isInstanceOf(IOException.class);
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
