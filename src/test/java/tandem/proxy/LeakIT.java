package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;
import tandem.fixture.CapturedLog;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// After 100,000 requests, good ones, bad ones, and such as end in the middle, everything is as it was: no
/// buffer is lost (each one is watched), no connection and no file is left open.
@SideBySide
final class LeakIT {
    private static final int REQUESTS = 100_000;
    private static final int CLIENTS = 8;
    private static final int PIPELINED = 50;
    private static final int TIMES = 6;
    private static final int LARGE = 64 * 1024;
    private static final String GOOD = head("GET /good HTTP/1.1", "Host: t");
    private static final String[] BAD = {
        head("GET / HTTP/1.1"),
        head("GET / HTTP/9.9", "Host: t"),
        head("POST / HTTP/1.1", "Host: t", "Content-Length: 1", "Transfer-Encoding: chunked"),
        head("POST / HTTP/1.1", "Host: t", "Transfer-Encoding: chunked") + "x\r\n",
        "\u0000\u0001\u0002\u0003\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: t\r\nA: " + "x".repeat(20_000)
    };

    @RegisterExtension
    final CapturedLog leaks = new CapturedLog(ResourceLeakDetector.class);

    @TempDir
    Path folder;

    private final ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();
    private final AtomicInteger backendConnections = new AtomicInteger();
    private java.net.ServerSocket backend;
    private ProxyUnderTest proxy;
    private SafeListener safe;
    private int http2;

    /// Some requests of a client.
    private interface Burst {
        /// @return how many there were
        int run(Random random) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        backend = new java.net.ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
        proxy = ProxyUnderTest.start(Options.of(backend.getLocalPort())
                .with(new ProxySettings.Timeouts(
                        Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(1))));
        // Vert.x switches it off when it is first used.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        safe = SafeListener.open(proxy, folder);
        http2 = RawHttp2.listener(proxy.server());
    }

    @AfterEach
    void stop() throws IOException {
        ResourceLeakDetector.setLevel(usual);
        proxy.close();
        backend.close();
    }

    /// A backend of few words: requests have no bodies here but those that never end.
    private void accept() {
        while (!backend.isClosed()) {
            try {
                Socket socket = backend.accept();
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        backendConnections.incrementAndGet();
        byte[] small = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood".getBytes(StandardCharsets.US_ASCII);
        byte[] large = ("HTTP/1.1 200 OK\r\nContent-Length: " + LARGE + "\r\n\r\n" + "x".repeat(LARGE))
                .getBytes(StandardCharsets.US_ASCII);
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            var line = new StringBuilder();
            boolean isLarge = false;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.append((char) next);
                    continue;
                }
                if (line.indexOf("GET /large ") == 0) isLarge = true;
                if (line.toString().equals("\r")) {
                    socket.getOutputStream().write(isLarge ? large : small);
                    isLarge = false;
                }
                line.setLength(0);
            }
        } catch (IOException broken) {
            // As clients break off.
        } finally {
            backendConnections.decrementAndGet();
        }
    }

    @Test
    void everythingIsAsItWasAfterAHundredThousandRequests() throws Exception {
        load(REQUESTS / 50);
        awaitQuiet();
        long files = openFiles();
        int sent = load(REQUESTS);
        awaitQuiet();
        assertThat(sent).isGreaterThanOrEqualTo(REQUESTS);
        // A few may have come by classes that were loaded.
        assertThat(openFiles()).isLessThanOrEqualTo(files + 5);
        tellLeaks();
        assertThat(leaks.lines()).isEmpty();
        try (RawClient client = proxy.client()) {
            assertThat(client.get("/good").body()).isEqualTo("good");
        }
    }

    /// By several clients at once.
    private int load(int requests) throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var shares = new ArrayList<Callable<Integer>>();
            for (int client = 0; client < CLIENTS; client++) {
                var random = new Random(client);
                shares.add(() -> share(requests / CLIENTS + 1, random));
            }
            int sent = 0;
            for (var share : clients.invokeAll(shares)) sent += share.get();
            return sent;
        }
    }

    private int share(int requests, Random random) throws IOException {
        List<Burst> bursts = List.of(
                this::pipelined,
                this::pipelined,
                this::streams,
                this::pipelined,
                broken(this::bad),
                broken(this::cutOffInTheBody),
                broken(this::cutOffInTheAnswer),
                broken(this::streamsThatAreReset),
                broken(this::framesOfNonsense),
                this::tls,
                broken(this::tlsOfNonsense));
        int sent = 0;
        for (int turn = 0; sent < requests; turn++)
            sent += bursts.get(turn % bursts.size()).run(random);
        return sent;
    }

    /// The other side may end it sooner than this one.
    private static Burst broken(Burst burst) {
        return random -> {
            try {
                return burst.run(random);
            } catch (IOException ended) {
                return 1;
            }
        };
    }

    private int pipelined(Random random) throws IOException {
        try (RawClient client = proxy.client()) {
            for (int i = 0; i < TIMES; i++) {
                client.send(GOOD.repeat(PIPELINED));
                for (int j = 0; j < PIPELINED; j++)
                    assertThat(client.read().body()).isEqualTo("good");
            }
        }
        return TIMES * PIPELINED;
    }

    private int streams(Random random) throws IOException {
        try (var client = new RawHttp2(http2)) {
            for (int i = 0; i < PIPELINED; i++) client.request(2 * i + 1, true, RawHttp2.get());
            for (int ended = 0; ended < PIPELINED; ) {
                var frame = client.read();
                if (frame.type() == RawHttp2.DATA && (frame.flags() & RawHttp2.END_STREAM) != 0) ended++;
            }
        }
        return PIPELINED;
    }

    private int bad(Random random) throws IOException {
        int count = 10;
        for (int i = 0; i < count; i++) {
            try (RawClient client = proxy.client()) {
                client.send(GOOD + BAD[random.nextInt(BAD.length)]);
                // Half of them wait for what the other half does not.
                if (random.nextBoolean()) assertThat(client.readHead().status()).isEqualTo(200);
                if (random.nextBoolean()) client.reset();
            }
        }
        return 2 * count;
    }

    private int cutOffInTheBody(Random random) throws IOException {
        int count = 5;
        for (int i = 0; i < count; i++) {
            try (RawClient client = proxy.client()) {
                client.send(head("POST /good HTTP/1.1", "Host: t", "Content-Length: 100000"));
                client.send("x".repeat(1 + random.nextInt(9999)));
                if (random.nextBoolean()) client.reset();
            }
        }
        return count;
    }

    private int cutOffInTheAnswer(Random random) throws IOException {
        int count = 5;
        for (int i = 0; i < count; i++) {
            try (RawClient client = RawClient.connect(proxy.port(), 4096)) {
                client.send(head("GET /large HTTP/1.1", "Host: t") + GOOD);
                if (random.nextBoolean()) assertThat(client.readHead().status()).isEqualTo(200);
                client.reset();
            }
        }
        return 2 * count;
    }

    private int streamsThatAreReset(Random random) throws IOException {
        int count = 20;
        try (var client = new RawHttp2(http2)) {
            for (int stream = 1; stream < 2 * count; stream += 2) {
                boolean body = random.nextBoolean();
                client.request(stream, !body, RawHttp2.get());
                if (body) client.send(RawHttp2.DATA, 0, stream, new byte[random.nextInt(1000) + 1]);
                if (random.nextInt(4) > 0) client.send(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
            }
        }
        return count;
    }

    private int framesOfNonsense(Random random) throws IOException {
        try (var client = new RawHttp2(http2)) {
            client.request(1, true, RawHttp2.get());
            byte[] payload = new byte[random.nextInt(100)];
            random.nextBytes(payload);
            client.send(random.nextInt(12), random.nextInt(256), random.nextInt(8), payload);
            if (random.nextBoolean()) client.send(RawHttp2.HEADERS, 4, 3, payload);
        }
        return 2;
    }

    private int tls(Random random) throws IOException {
        try (var client = (SSLSocket) safe.trusting().getSocketFactory().createSocket("127.0.0.1", safe.port())) {
            client.getOutputStream().write(GOOD.repeat(10).getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(15))
                    .startsWith("HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII));
        }
        return 10;
    }

    /// What is no TLS, and what begins like it and goes on otherwise or not at all.
    private int tlsOfNonsense(Random random) throws IOException {
        int count = 5;
        for (int i = 0; i < count; i++) {
            byte[] garbage = new byte[1 + random.nextInt(300)];
            random.nextBytes(garbage);
            byte[] record = {0x16, 0x03, 0x01, 0x01, 0x00, 0x01, 0x00, 0x00, (byte) 0xfc, 0x03, 0x03};
            if (random.nextBoolean()) System.arraycopy(record, 0, garbage, 0, Math.min(record.length, garbage.length));
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), safe.port())) {
                socket.getOutputStream().write(garbage);
                if (random.nextBoolean()) socket.setSoLinger(true, 0);
            }
        }
        return count;
    }

    private void awaitQuiet() {
        Await.until("no connection of a client is left", () -> proxy.server().connections() == 0);
        Await.until("no request is left", () -> proxy.server().inFlight() == 0);
        Await.until("no connection to the backend is left", () -> backendConnections.get() == 0);
    }

    private static long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    /// A lost buffer is told when another one is taken after the garbage collection that has found it.
    private void tellLeaks() throws IOException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Await.pause(Duration.ofMillis(50));
            for (int j = 0; j < 10; j++)
                ByteBufAllocator.DEFAULT.directBuffer(16).release();
            tls(new Random(i));
        }
    }
}
