package tandem.fitness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.FreePorts;
import tandem.fixture.RawBackend;
import tandem.fixture.SideBySide;

/// A listener that answers, that does not, and that is not there.
@SideBySide
final class SelfCheckIT {
    private final Findings findings = new Findings(() -> {});

    private SelfCheck start(int port, boolean taken) {
        var settings = new SelfCheckSettings(
                true,
                Optional.empty(),
                Duration.ofMillis(100),
                Duration.ofMillis(500),
                2,
                3,
                20,
                Duration.ofSeconds(2));
        var listener = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        var target = new SelfCheck.Target(listener, 2, "/well?now", "app:8080");
        return SelfCheck.start(settings, target, _ -> new Passage(taken), findings);
    }

    private record Passage(boolean taken) implements SelfCheck.Passage {
        @Override
        public void close() {}
    }

    private void awaitReason(String reason) {
        Await.until(reason, () -> findings.reasons().contains(reason));
    }

    @Test
    void itSendsARequestThatTheApplicationCanTellFromOthers() {
        try (var listener = RawBackend.start(connection -> {
            connection.readHead();
            connection.answer("well");
        })) {
            var check = start(listener.port(), true);
            try {
                Await.until("it has an answer", () -> !findings.all().isEmpty());
                assertThat(listener.heads().getFirst())
                        .startsWith("GET /well?now HTTP/1.1")
                        .contains("Host: app:8080", "User-Agent: Tandem-self-check");
                assertThat(findings.all().getFirst().text()).startsWith("answered 200 in ");
                assertThat(findings.reasons()).isEmpty();
            } finally {
                check.close();
            }
        }
    }

    @Test
    void aListenerThatIsGoneIsAReasonUntilItIsBack() throws IOException {
        int port = FreePorts.find();
        var check = start(port, false);
        try {
            awaitReason("own data path: connection refused, 3 times");
            try (var back = new ServerSocket(port, 50, InetAddress.getLoopbackAddress())) {
                Thread.ofVirtual().start(() -> answer(back));
                Await.until("it is good again", () -> findings.reasons().isEmpty());
            }
        } finally {
            check.close();
        }
    }

    private static void answer(ServerSocket listener) {
        while (!listener.isClosed()) {
            try (var socket = listener.accept()) {
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nwell".getBytes(StandardCharsets.US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().transferTo(OutputStream.nullOutputStream());
            } catch (IOException _) {
                // The test is over, or the check has gone away.
            }
        }
    }

    @Test
    void aListenerThatDoesNotTakeRequestsInIsAReason() throws IOException {
        // The kernel completes the connections, and nobody accepts them.
        try (var deaf = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var check = start(deaf.getLocalPort(), false);
            try {
                awaitReason("own data path: no answer within 500 ms, 3 times");
            } finally {
                check.close();
            }
        }
    }

    @Test
    void aRequestThatWasTakenInAndIsNotAnsweredInTimeIsNoReason() throws IOException {
        try (var slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var check = start(slow.getLocalPort(), true);
            try {
                Await.until(
                        "it has waited",
                        () -> findings.all().toString().contains("no answer within 500 ms, but taken in"));
                Await.pause(Duration.ofSeconds(2));
                assertThat(findings.reasons()).isEmpty();
            } finally {
                check.close();
            }
        }
    }
}
