package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;
import tandem.fixture.FullServer;
import tandem.fixture.SideBySide;

/// One check against servers that do everything else a server can do.
@SideBySide
class HttpCheckFailuresIT extends SingleCheck {

    @Test
    void aClosedPortRefuses() throws Exception {
        // Bound but not listening, so that nobody else gets the port meanwhile.
        try (Socket held = new Socket()) {
            held.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            Backend closed = new Backend("closed", "127.0.0.1", held.getLocalPort(), 1);

            assertThat(failure(closed, SETTINGS)).isEqualTo(new Failure(Kind.CONNECT_FAILED, "connection refused"));
        }
    }

    @Test
    void aConnectionThatIsNeverMadeTimesOut() throws Exception {
        try (FullServer full = FullServer.start()) {
            Backend backend = full.backend();

            assertThat(failure(backend, IMPATIENT))
                    .isEqualTo(new Failure(Kind.CONNECT_TIMEOUT, "no connection within 400 ms"));
        }
    }

    @Test
    void aCheckEndsWithItsAttemptToConnect() throws Exception {
        try (FullServer full = FullServer.start()) {
            Backend backend = full.backend();
            List<String> order = new CopyOnWriteArrayList<>();

            await(Future.<Void>future(promise -> vertx.runOnContext(_ -> {
                HttpCheck check = HttpCheck.start(vertx, plain(), backend, IMPATIENT);
                check.ended().onSuccess(_ -> order.add("ended")).onComplete(promise);
                check.result().onSuccess(_ -> order.add("result"));
            })));

            assertThat(order).containsExactly("result", "ended");
        }
    }

    @Test
    void aNameThatDoesNotResolveIsToldApart() throws Exception {
        try (DatagramSocket dns = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> denyEverything(dns));
            restart(new VertxOptions()
                    .setAddressResolverOptions(
                            new AddressResolverOptions().addServer("127.0.0.1:" + dns.getLocalPort())));
            Backend unknown = new Backend("tomcat-9", "tomcat-9.example", 8080, 1);

            assertThat(failure(unknown, SETTINGS)).isEqualTo(new Failure(Kind.UNRESOLVED, "its name does not resolve"));
        }
    }

    @Test
    void aServerThatHangsTimesOutAndIsLeft() throws Exception {
        try (RawServer server = RawServer.answeringAndHanging("")) {
            assertThat(failure(server.backend(), IMPATIENT))
                    .isEqualTo(new Failure(Kind.RESPONSE_TIMEOUT, "no answer within 400 ms"));
            assertEnded(server);
        }
    }

    @Test
    void anAnswerThatDoesNotEndTimesOut() throws Exception {
        try (RawServer server = RawServer.answeringAndHanging("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok")) {
            assertThat(failure(server.backend(), IMPATIENT))
                    .isEqualTo(new Failure(Kind.RESPONSE_TIMEOUT, "no complete answer within 400 ms"));
        }
    }

    @Test
    void aHeadThatComesByTheByteTimesOutAllTheSame() throws Exception {
        try (RawServer server = RawServer.that((it, client) -> {
            it.readHead(client);
            RawServer.write(client, "HTTP/1.1 200 OK\r\n");
            while (true) {
                RawServer.write(client, "X-Slow: 1\r\n");
                Thread.sleep(20);
            }
        })) {
            assertThat(failure(server.backend(), IMPATIENT).kind()).isEqualTo(Kind.RESPONSE_TIMEOUT);
        }
    }

    @Test
    void aConnectionThatIsClosedOrResetWithoutAnAnswerFails() throws Exception {
        try (RawServer closing = RawServer.answering("");
                RawServer breakingOff = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Le");
                RawServer resetting = RawServer.that((it, client) -> {
                    it.readHead(client);
                    client.setSoLinger(true, 0);
                })) {
            assertThat(failure(closing.backend(), SETTINGS))
                    .isEqualTo(new Failure(Kind.CLOSED_BEFORE_RESPONSE, "connection closed without an answer"));
            assertThat(failure(breakingOff.backend(), SETTINGS))
                    .isEqualTo(new Failure(Kind.CLOSED_BEFORE_RESPONSE, "connection closed without an answer"));
            assertThat(failure(resetting.backend(), SETTINGS))
                    .isEqualTo(new Failure(Kind.CLOSED_BEFORE_RESPONSE, "connection reset without an answer"));
        }
    }

    @Test
    void anAnswerThatBreaksOffFails() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok")) {
            assertThat(failure(server.backend(), SETTINGS))
                    .isEqualTo(new Failure(Kind.TRUNCATED_RESPONSE, "connection closed within its answer"));
        }
    }

    @Test
    void whatIsNotHttpFails() throws Exception {
        List<String> answers = List.of(
                "SSH-2.0-OpenSSH_9.9\r\n\r\n",
                "\u0015\u0003\u0001\u0000\u0002\u0002\n\n",
                "HTTP/1.1 200 OK\r\nContent-Length: ten\r\n\r\n",
                "HTTP/9.9 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a size\r\n");
        for (String answer : answers) {
            try (RawServer server = RawServer.answeringAndHanging(answer)) {
                assertThat(failure(server.backend(), SETTINGS))
                        .as(answer)
                        .isEqualTo(new Failure(Kind.BAD_RESPONSE, "its answer is not valid HTTP"));
                assertEnded(server);
            }
        }
    }

    @Test
    void aHeadWithoutEndFails() throws Exception {
        try (RawServer server = RawServer.answeringAndHanging("HTTP/1.1 200 OK\r\nX-Long: " + "x".repeat(100_000))) {
            assertThat(failure(server.backend(), SETTINGS))
                    .isEqualTo(new Failure(Kind.BAD_RESPONSE, "the head of its answer is too large"));
        }
    }

    private static void assertEnded(RawServer server) throws Exception {
        // The server waits in its conversation, so what it sees of the end is its socket's end of stream.
        assertThat(server.accepted()).isEqualTo(1);
        Eventually.holds("the check has left", server::clientsHaveLeft);
    }

    /// Answers every question with "no such name" (RFC 1035 §4.1.1: a response with RCODE 3).
    private static void denyEverything(DatagramSocket dns) {
        byte[] message = new byte[512];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(message, message.length);
                dns.receive(packet);
                message[2] |= (byte) 0x80;
                message[3] = (byte) 0x83;
                dns.send(packet);
            }
        } catch (IOException e) {
            // The test is over.
        }
    }
}
