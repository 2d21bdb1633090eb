package tandem.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.http.HttpClient;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;

/// One check against servers that do everything a server can do, over Java's own transport and over the
/// native one, whose exceptions differ.
@ParameterizedClass(name = "native transport: {0}")
@ValueSource(booleans = {false, true})
class HttpCheckIT {
    private static final HealthSettings.Check SETTINGS =
            new HealthSettings.Check("/health?deep=1", Duration.ofSeconds(20), Duration.ofSeconds(20), 2, 3, 200, 399);
    private static final HealthSettings.Check IMPATIENT =
            new HealthSettings.Check("/health", Duration.ofMillis(400), Duration.ofMillis(400), 2, 3, 200, 399);

    @Parameter
    boolean nativeTransport;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Logger vertxLog = (Logger) LoggerFactory.getLogger("io.vertx");
    private Vertx vertx = Vertx.vertx();

    @BeforeEach
    void start() throws Exception {
        await(vertx.close());
        logged.start();
        vertxLog.addAppender(logged);
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
        assertThat(vertx.isNativeTransportEnabled()).isEqualTo(nativeTransport);
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
        vertxLog.detachAppender(logged);
        assertThat(logged.list)
                .as("a check that fails is a result and not an error of the program")
                .noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
    }

    @Test
    void anExpectedStatusPasses() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")) {
            assertThat(check(server)).isInstanceOfSatisfying(CheckResult.Passed.class, passed -> {
                assertThat(passed.status()).isEqualTo(200);
                assertThat(passed.took()).isPositive();
            });
        }
    }

    @Test
    void theRequestIsAPlainGetOverAConnectionOfItsOwn() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            check(server);
            check(server);

            assertThat(server.accepted()).isEqualTo(2);
            assertThat(server.requests().getFirst().lines())
                    .containsExactlyInAnyOrder(
                            "GET /health?deep=1 HTTP/1.1",
                            "host: " + server.backend().address(),
                            "user-agent: Tandem health check",
                            "accept: */*",
                            "connection: close");
        }
    }

    @Test
    void anotherStatusFailsAndIsNamed() throws Exception {
        // Its body never comes, but the head has said enough.
        try (RawServer server =
                RawServer.answeringAndHanging("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 10\r\n\r\n")) {
            assertThat(check(server)).isInstanceOfSatisfying(CheckResult.WrongStatus.class, wrong -> {
                assertThat(wrong.status()).isEqualTo(503);
                assertThat(wrong.text()).isEqualTo("answered 503, expected 200-399");
            });
        }
    }

    @Test
    void aRedirectIsAnAnswerAndIsNotFollowed() throws Exception {
        try (RawServer server = RawServer.answering(
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(check(server)).isInstanceOf(CheckResult.Passed.class);
            assertThat(server.accepted()).isEqualTo(1);
        }
    }

    @Test
    void anInterimAnswerIsNotTheAnswer() throws Exception {
        try (RawServer server =
                RawServer.answering("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(check(server)).isInstanceOf(CheckResult.Passed.class);
        }
    }

    @Test
    void anAnswerMayEndWithItsConnection() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.0 200 OK\r\n\r\nall is well")) {
            assertThat(check(server)).isInstanceOf(CheckResult.Passed.class);
        }
    }

    @Test
    void noMoreThanTheBoundIsReadOfALongAnswer() throws Exception {
        AtomicLong written = new AtomicLong();
        byte[] block = new byte[8192];
        try (RawServer server = RawServer.that((it, client) -> {
            it.readHead(client);
            RawServer.write(client, "HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n");
            while (true) {
                client.getOutputStream().write(block);
                written.addAndGet(block.length);
            }
        })) {
            assertThat(check(server)).isInstanceOf(CheckResult.Passed.class);
            Eventually.holds("the connection is closed", () -> server.open() == 0);
            // What it wrote beyond what was read is in the kernel's buffers.
            assertThat(written.get()).isBetween((long) HttpCheck.MAX_BODY_BYTES, 100_000_000L);
        }
    }

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
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Connections queue = Connections.filling(full)) {
            assertThat(queue.count()).isPositive();
            Backend backend = new Backend("full", "127.0.0.1", full.getLocalPort(), 1);

            assertThat(failure(backend, IMPATIENT))
                    .isEqualTo(new Failure(Kind.CONNECT_TIMEOUT, "no connection within 400 ms"));
        }
    }

    @Test
    void aCheckEndsWithItsAttemptToConnect() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Connections queue = Connections.filling(full)) {
            assertThat(queue.count()).isPositive();
            Backend backend = new Backend("full", "127.0.0.1", full.getLocalPort(), 1);
            HttpClient client = vertx.createHttpClient(HttpCheck.clientOptions(IMPATIENT));
            List<String> order = new CopyOnWriteArrayList<>();

            await(Future.<Void>future(promise -> vertx.runOnContext(_ -> {
                HttpCheck check = HttpCheck.start(vertx, client, backend, IMPATIENT);
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
            await(vertx.close());
            vertx = Vertx.vertx(new VertxOptions()
                    .setPreferNativeTransport(nativeTransport)
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
                        .isEqualTo(new Failure(Kind.BAD_RESPONSE, "its answer is not valid HTTP/1.1"));
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

    @Test
    void aStandstillOfTheEventLoopIsNotBlamedOnTheBackend() throws Exception {
        try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
            // Loads what the check needs, so that only the standstill below takes long.
            check(server);
            HttpClient client = vertx.createHttpClient(HttpCheck.clientOptions(IMPATIENT));

            CheckResult result = await(Future.future(promise -> vertx.runOnContext(_ -> {
                HttpCheck.start(vertx, client, server.backend(), IMPATIENT)
                        .result()
                        .onComplete(promise);
                standStill(IMPATIENT.timeout().multipliedBy(3));
            })));

            assertThat(result).isInstanceOf(CheckResult.Passed.class);
            assertThat(result.took()).isGreaterThan(IMPATIENT.timeout());
        }
    }

    @Test
    void aBackendMayHaveAnIpv6Address() throws Exception {
        try (RawServer server = RawServer.on("::1", (it, client) -> {
            it.readHead(client);
            RawServer.write(client, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertThat(check(server)).isInstanceOf(CheckResult.Passed.class);
            assertThat(server.requests().getFirst())
                    .contains("host: " + server.backend().address() + "\n");
        }
    }

    private static void assertEnded(RawServer server) throws Exception {
        // The server itself waits in its conversation, so what it sees of the end is its socket's end of
        // stream.
        assertThat(server.accepted()).isEqualTo(1);
        Eventually.holds("the check has left", server::clientsHaveLeft);
    }

    /// Answers every question with "no such name" (RFC 1035 §4.1.1: a response, recursion available, RCODE
    /// 3).
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

    /// Blocks the event loop, as a long collection of garbage would.
    private static void standStill(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CheckResult check(RawServer server) throws Exception {
        return check(server.backend(), SETTINGS);
    }

    private Failure failure(Backend backend, HealthSettings.Check settings) throws Exception {
        CheckResult result = check(backend, settings);
        assertThat(result).isInstanceOf(CheckResult.Failed.class);
        return ((CheckResult.Failed) result).failure();
    }

    private CheckResult check(Backend backend, HealthSettings.Check settings) throws Exception {
        HttpClient client = vertx.createHttpClient(HttpCheck.clientOptions(settings));
        return await(Future.future(promise -> vertx.runOnContext(
                _ -> HttpCheck.start(vertx, client, backend, settings).result().onComplete(promise))));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /// Connections that fill the queue of a server that accepts none.
    private record Connections(List<Socket> sockets) implements AutoCloseable {
        static Connections filling(ServerSocket server) throws IOException {
            Connections connections = new Connections(new ArrayList<>());
            while (connections.count() < 64) {
                Socket socket = new Socket();
                connections.sockets.add(socket);
                try {
                    socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 300);
                } catch (SocketTimeoutException e) {
                    return connections;
                }
            }
            throw new IllegalStateException("the queue of a server is never full here");
        }

        int count() {
            return sockets.size();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : sockets) socket.close();
        }
    }
}
