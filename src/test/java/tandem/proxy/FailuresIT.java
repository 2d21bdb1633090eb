package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.backend.Backend;
import tandem.fixture.Await;
import tandem.fixture.FreePorts;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.health.CheckResult;
import tandem.health.HealthSettings;

/// What a client gets when a backend does not do its part.
final class FailuresIT {
    private static final ProxySettings.Timeouts SHORT = new ProxySettings.Timeouts(
            Duration.ofMillis(500), Duration.ofMillis(400), Duration.ofSeconds(60), Duration.ofSeconds(15));

    private static void assertShortText(Answer answer, int status, String body) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.field("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(answer.body()).isEqualTo(body + "\n");
    }

    @Test
    void aRefusedConnectIsA502() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(FreePorts.find());
                RawClient client = proxy.client()) {
            Answer answer = client.get("/");
            assertShortText(answer, 502, "502 Bad Gateway: no backend of pool tomcat could be reached");
            // The connection of the client is none the worse for it.
            assertThat(client.get("/").status()).isEqualTo(502);
        }
    }

    @Test
    void aRefusedConnectGoesToTheNextBackendWhateverTheMethod() throws IOException {
        try (RawBackend good = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                ProxyUnderTest proxy = ProxyUnderTest.start(FreePorts.find(), good.port());
                RawClient client = proxy.client()) {
            for (int i = 0; i < 4; i++) {
                client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 0"));
                assertThat(client.read().body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void aPoolWithoutAnEligibleBackendIsA503() throws IOException {
        try (ProxyUnderTest proxy = ProxyUnderTest.start(FreePorts.find());
                RawClient client = proxy.client()) {
            Backend only = proxy.health().eligible().backends().getFirst();
            for (int i = 0; i < HealthSettings.DEFAULT.check().fall(); i++)
                proxy.health().checked(only, new CheckResult.WrongStatus(500, "200-399", Duration.ZERO));
            Answer answer = client.get("/");
            assertShortText(answer, 503, "503 Service Unavailable: no backend of pool tomcat is in service");
            assertThat(answer.field("retry-after")).hasValue("1");
        }
    }

    @Test
    void silenceIsA504() throws IOException {
        try (RawBackend silent = RawBackend.start(RawBackend.Connection::awaitEnd);
                ProxyUnderTest proxy =
                        ProxyUnderTest.start(Options.of(silent.port()).with(SHORT));
                RawClient client = proxy.client()) {
            Answer answer = client.get("/");
            assertShortText(answer, 504, "504 Gateway Timeout: a backend of pool tomcat did not answer in time");
        }
    }

    @Test
    void aBackendThatDoesNotReadTheBodyIsA504() throws IOException {
        try (RawBackend deaf = RawBackend.start(connection -> Await.pause(Duration.ofSeconds(20)));
                ProxyUnderTest proxy =
                        ProxyUnderTest.start(Options.of(deaf.port()).with(SHORT));
                RawClient client = proxy.client()) {
            client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 50000000"));
            Thread.ofVirtual().start(() -> {
                try {
                    client.out().write(new byte[50_000_000]);
                } catch (IOException cutOff) {
                    // As it should be.
                }
            });
            Answer answer = client.read();
            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.field("connection")).hasValue("close");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nbad(name): 1\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n",
                "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                // HTTP/0.9 knows nothing but a body (RFC 9112 §2.3).
                "<p>hello</p>\r\n\r\n",
                "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1\t200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 600 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 O\u0000K\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 O\rK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\u0000b\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\u007fb\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\rContent-Length: 5\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX\u0000: a\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\r\n folded\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length : 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\n: a\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nnothing\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551618\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding:\u000bchunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: \r\n\r\n",
                "HTTP/1.1 304 No\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
                "HTTP/1.1 204 No\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
            })
    void garbageIsA502(String garbage) throws IOException {
        try (RawBackend backend = RawBackend.answering(garbage);
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            Answer answer = client.get("/");
            assertShortText(
                    answer,
                    502,
                    "502 Bad Gateway: a backend of pool tomcat answered with something that is not valid HTTP");
            // It is not asked again on the same connection.
            client.get("/");
            assertThat(backend.accepted()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: LONG\r\n", "LONG: x\r\n", "SMALL", "LINE"})
    void anAnswerHeadBeyondTheLimitIsA502(String fields) throws IOException {
        String large = fields.replace("LONG", "x".repeat(20_000)).replace("SMALL", "X: y\r\n".repeat(1500));
        String phrase = fields.equals("LINE") ? "x".repeat(20_000) : "OK\r\n" + large;
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 200 " + phrase + "Content-Length: 0\r\n\r\n");
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            assertThat(client.get("/").status()).isEqualTo(502);
            client.get("/");
            assertThat(backend.accepted()).isEqualTo(2);
        }
    }

    /// What precedes an answer may be with the client already.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n bad\r\n\r\n",
                "HTTP/1.1 101 Go on\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na"
            })
    void garbageBehindAnInterimAnswerIsA502(String garbage) throws IOException {
        try (RawBackend backend = RawBackend.answering("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + garbage);
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            for (int i = 1; i < 3; i++) {
                client.send(head("GET / HTTP/1.1", "Host: test"));
                assertThat(client.readHead().status()).isEqualTo(103);
                assertThat(client.read().status()).isEqualTo(502);
                assertThat(backend.accepted()).isEqualTo(i);
            }
        }
    }

    /// Its beginning is no answer, however much of it there is.
    @ParameterizedTest
    @ValueSource(
            strings = {"", "HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200"})
    void aHeadThatIsCutOffIsA502(String start) throws IOException {
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    connection.send(start);
                });
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            for (int i = 1; i < 3; i++) {
                client.send(head("POST / HTTP/1.1", "Host: test", "Content-Length: 0"));
                Answer answer = client.readHead();
                if (answer.status() == 103) answer = client.readHead();
                assertThat(answer.status()).isEqualTo(502);
                client.in()
                        .readNBytes(
                                Integer.parseInt(answer.field("content-length").orElseThrow()));
                assertThat(backend.accepted()).isEqualTo(i);
            }
        }
    }

    /// Also one that the client has asked for a switch, but to something else (RFC 9110 §7.8).
    @ParameterizedTest
    @ValueSource(strings = {"X: y", "Upgrade: other", "Upgrade: echo/1, other", "Upgrade: h2c"})
    void aSwitchToWhatNobodyAskedForIsA502(String field) throws IOException {
        try (RawBackend backend = RawBackend.answering(head("HTTP/1.1 101 Go on", "Connection: Upgrade", field));
                ProxyUnderTest proxy = ProxyUnderTest.start(backend.port());
                RawClient client = proxy.client()) {
            for (int i = 1; i < 3; i++) {
                client.send(head("GET / HTTP/1.1", "Host: test", "Connection: Upgrade", "Upgrade: echo/1"));
                assertThat(client.read().status()).isEqualTo(502);
                assertThat(backend.accepted()).isEqualTo(i);
            }
        }
    }

    @Test
    void whenEveryConnectionIsBusyTheNextRequestIsA503() throws IOException {
        ProxySettings.Limits one = new ProxySettings.Limits(1, 0, 3, 65536, 16384, 8192, Http2Limits.DEFAULT);
        try (RawBackend slow = RawBackend.start(RawBackend.Connection::awaitEnd);
                ProxyUnderTest proxy =
                        ProxyUnderTest.start(Options.of(slow.port()).with(one).onLoops(1));
                RawClient first = proxy.client();
                RawClient second = proxy.client()) {
            first.send(head("GET / HTTP/1.1", "Host: test"));
            Await.until("the first is under way", () -> slow.accepted() == 1);
            Answer answer = second.get("/");
            assertShortText(answer, 503, "503 Service Unavailable: every connection to pool tomcat is busy");
            assertThat(answer.field("retry-after")).hasValue("1");
        }
    }

    @Test
    void aClientThatSendsNothingIsDisconnected() {
        ProxySettings.Timeouts idle = new ProxySettings.Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMillis(300), Duration.ofSeconds(15));
        try (RawBackend backend = RawBackend.answering("");
                ProxyUnderTest proxy =
                        ProxyUnderTest.start(Options.of(backend.port()).with(idle));
                RawClient client = proxy.client()) {
            assertThat(client.isEnded()).isTrue();
            Await.until("it is forgotten", () -> proxy.server().connections() == 0);
        }
    }

    @Test
    void aSlowBackendIsNotTheClientsFault() throws IOException {
        ProxySettings.Timeouts idle = new ProxySettings.Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofMillis(200), Duration.ofSeconds(15));
        try (RawBackend backend = RawBackend.start(connection -> {
                    connection.readHead();
                    Await.pause(Duration.ofSeconds(1));
                    connection.answer("late");
                });
                ProxyUnderTest proxy =
                        ProxyUnderTest.start(Options.of(backend.port()).with(idle));
                RawClient client = proxy.client()) {
            assertThat(client.get("/").body()).isEqualTo("late");
        }
    }
}
