package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.fixture.SideBySide;
import tandem.health.HealthSettings;

/// Backends that say what nobody asked for.
@SideBySide
final class GarbageIT {
    /// What came is the answer to the request, so nobody else is asked; but soon the backend is not either.
    @Test
    void aBackendThatAnswersGarbageIsEjectedAfterThreeAnswers() throws IOException {
        try (RawBackend bad = RawBackend.answering("SSH-2.0-OpenSSH_9.2\r\n\r\n");
                RawBackend good = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                ProxyUnderTest proxy = ProxyUnderTest.start(bad.port(), good.port());
                RawClient client = proxy.client()) {
            int failed = 0;
            for (int i = 0; i < 20; i++) {
                Answer answer = client.get("/");
                if (answer.status() == 502) failed++;
                else assertThat(answer.body()).isEqualTo("ok");
            }
            assertThat(failed).isEqualTo(HealthSettings.DEFAULT.eject().failures());
            assertThat(bad.heads()).hasSize(failed);
            assertThat(proxy.health().snapshot().getFirst().reason()).startsWith("3 requests failed in a row, last: ");
        }
    }

    /// A connection that nobody has asked anything on has nothing to say: what it says is not the answer to a request.
    @Test
    void anAnswerAheadOfARequestIsNobodys() throws IOException {
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                    connection.awaitEnd();
                });
                ProxyUnderTest proxy =
                        ProxyUnderTest.start(Options.of(backend.port()).warm(1).onLoops(1))) {
            // It is closed, and another one opened instead.
            Await.until("the connection that has spoken is thrown away", () -> backend.accepted() > 1);
            assertThat(proxy.server().inFlight()).isZero();
        }
    }
}
