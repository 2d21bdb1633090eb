package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tandem.fixture.ChildProcess;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// Requests and answers with seeded damage, through a proxy in a JVM of its own that looks for leaked buffers: whatever
/// comes, the proxy answers or ends the connection, serves the next client, and leaks nothing.
@SideBySide
final class FuzzIT {
    private static final long SEED = 20261125;
    private static final int ROUNDS = 1500;
    private static final int CLIENTS = 5;
    private static final String[] REQUESTS = {
        "GET /a?b=c HTTP/1.1\r\nHost: t\r\nCookie: JSESSIONID=1.b0\r\nX-A: b\r\n\r\n",
        "POST /a HTTP/1.1\r\nHost: t\r\nContent-Length: 12\r\n\r\nhello world!",
        "PUT /a HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nA: b\r\n\r\n",
        "GET http://t/ HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /two HTTP/1.1\r\nHost: t\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: t\r\nConnection: Upgrade, X-A\r\nUpgrade: x\r\nX-A: b\r\n\r\n"
    };
    private static final String[] ANSWERS = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nA: b\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nA: b\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\nhello",
        "HTTP/1.1 101 Go\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nhello"
    };

    private static final Random ANSWERS_RANDOM = new Random(SEED + 1);
    private static RawBackend backend;
    private static ChildProcess proxy;

    @BeforeAll
    static void start() {
        backend = RawBackend.start(connection -> {
            if (connection.readHead().contains(" /good ")) connection.answer("good");
            else connection.send(answer());
        });
        List<String> jvm = List.of("-Xmx128m", "-Dio.netty.leakDetection.level=paranoid");
        proxy = ChildProcess.start(ProxyUnderTest.class, jvm, List.of(Integer.toString(backend.port())));
    }

    @AfterAll
    static void stop() {
        List<String> leaks =
                proxy.output().stream().filter(line -> line.contains("LEAK")).toList();
        proxy.close();
        backend.close();
        assertThat(leaks).isEmpty();
    }

    private static synchronized String answer() {
        return damaged(ANSWERS[ANSWERS_RANDOM.nextInt(ANSWERS.length)], ANSWERS_RANDOM);
    }

    /// The text with up to three bytes lost, doubled, changed or cut off; one in four stays whole.
    private static String damaged(String text, Random random) {
        StringBuilder damaged = new StringBuilder(text);
        for (int changes = random.nextInt(4); changes > 0 && damaged.length() > 1; changes--) {
            int at = random.nextInt(damaged.length());
            switch (random.nextInt(5)) {
                case 0 -> damaged.deleteCharAt(at);
                case 1 -> damaged.insert(at, damaged.charAt(at));
                case 2 -> damaged.setCharAt(at, (char) random.nextInt(256));
                case 3 -> damaged.insert(at, "\r\n \t:;,0\u0000".charAt(random.nextInt(9)));
                default -> damaged.setLength(at + 1);
            }
        }
        return damaged.toString();
    }

    /// Everything that comes until the other side ends, for which the end of our own side asks.
    private static String exchange(String request) {
        StringBuilder answer = new StringBuilder();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            // Our end cancels what is under way, so the answer first; a damaged request may have none, being
            // incomplete.
            answer.append(read(socket, 40));
            socket.shutdownOutput();
            socket.setSoTimeout(10_000);
            return answer + new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketTimeoutException hang) {
            throw new IllegalStateException("the connection does not end: " + request, hang);
        } catch (IOException reset) {
            return answer.toString();
        }
    }

    private static String read(Socket socket, int patienceMillis) throws IOException {
        socket.setSoTimeout(patienceMillis);
        byte[] some = new byte[4096];
        try {
            int count = socket.getInputStream().read(some);
            return new String(some, 0, Math.max(0, count), StandardCharsets.ISO_8859_1);
        } catch (SocketTimeoutException nothing) {
            return "";
        }
    }

    @Test
    void damageDoesNoHarm() throws Exception {
        // Most of the time each one waits for an answer that does not come.
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var rounds = new ArrayList<Callable<Void>>();
            for (int client = 0; client < CLIENTS; client++) {
                long seed = SEED - client;
                rounds.add(() -> {
                    damage(seed);
                    return null;
                });
            }
            for (var round : clients.invokeAll(rounds)) round.get();
        }
        assertServes();
    }

    private static void damage(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS / CLIENTS; round++) {
            String request = damaged(REQUESTS[random.nextInt(REQUESTS.length)], random);
            String answer = exchange(request);
            if (!answer.isEmpty())
                assertThat(answer).as("seed %s, round %s", seed, round).startsWith("HTTP/1.1 ");
            assertThat(answer).doesNotStartWith("HTTP/1.1 500");
            if (round % 50 == 0) assertServes();
        }
    }

    private static void assertServes() throws IOException {
        try (RawClient client = RawClient.connect(proxy.port())) {
            client.send(head("GET /good HTTP/1.1", "Host: t"));
            assertThat(client.read().body()).isEqualTo("good");
        }
    }
}
