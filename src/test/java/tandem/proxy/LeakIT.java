package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import io.netty.util.ResourceLeakDetector;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tandem.fixture.Await;
import tandem.fixture.CapturedLog;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.LostBuffers;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// After 100,000 requests, good ones, bad ones, and such as end in the middle, by both protocols on both
/// sides, with tunnels, files, compression and bodies that are too large among them, everything is as it was:
/// no buffer is lost (each one is watched), no connection and no file is left open.
@SideBySide
final class LeakIT {
    private static final int REQUESTS = 100_000;
    private static final int CLIENTS = 8;
    private static final int PIPELINED = 50;
    private static final int TIMES = 6;
    private static final int LARGE = 64 * 1024;
    private static final int FILE = 40_000;
    private static final String GOOD = head("GET /good HTTP/1.1", "Host: t");
    private static final String TUNNEL =
            head("GET /tunnel HTTP/1.1", "Host: t", "Connection: upgrade", "Upgrade: echo");
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
    /// Does more than to pass on: limits, files, compression.
    private ConfiguredProxy edge;
    /// Speaks HTTP/2 with what is a backend to it, the proxy itself.
    private ProxyUnderTest by2;
    private SafeListener safe;
    private int http2;
    private int edgeHttp2;

    /// Some requests of a client.
    private interface Burst {
        /// @return how many there were
        int run(Random random) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        backend = new java.net.ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
        var timeouts = new ProxySettings.Timeouts(
                Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(1));
        // What clients break off comes here as resets on the few connections of the proxy in front.
        var http2Limits = new Http2Limits(100, 1_000_000, Duration.ofSeconds(30), 500, 16, 2, 1024 * 1024);
        proxy = ProxyUnderTest.start(Options.of(backend.getLocalPort())
                .with(timeouts)
                .with(new ProxySettings.Limits(256, 1024, 3, 65536, 16384, 8192, http2Limits)));
        http2 = RawHttp2.listener(proxy.server());
        by2 = ProxyUnderTest.start(
                Options.of(http2).with(timeouts).with(TransportSettings.DEFAULT.by(UpstreamHttp2Settings.DEFAULT)));
        edge = edge();
        edgeHttp2 = RawHttp2.listener(edge.server());
        // Vert.x switches it off when it is first used.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        safe = SafeListener.open(proxy, folder);
    }

    private ConfiguredProxy edge() throws IOException {
        Path site = Files.createDirectory(folder.resolve("site"));
        Files.writeString(site.resolve("page.txt"), "f".repeat(FILE));
        return ConfiguredProxy.start("""
                proxy:
                  warm-connections: 0
                  backend-idle-timeout: 1s
                compression: {enabled: true, types: [text/plain]}
                limits: {body-bytes: 1KiB}
                hosts:
                  - routes: [{prefix: /files/, files: {root: %s}}]
                """.formatted(site), "raw=" + backend.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        ResourceLeakDetector.setLevel(usual);
        edge.close();
        by2.close();
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
        byte[] large = ("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + LARGE + "\r\n\r\n"
                        + "x".repeat(LARGE))
                .getBytes(StandardCharsets.US_ASCII);
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            var line = new StringBuilder();
            boolean isLarge = false;
            boolean isTunnel = false;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next != '\n') {
                    line.append((char) next);
                    continue;
                }
                if (line.indexOf("GET /large ") == 0) isLarge = true;
                if (line.indexOf("GET /tunnel ") == 0) isTunnel = true;
                if (isTunnel && line.toString().equals("\r")) {
                    echo(socket, in);
                    return;
                }
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

    private static void echo(Socket socket, InputStream in) throws IOException {
        socket.getOutputStream()
                .write(head("HTTP/1.1 101 Go on", "Connection: upgrade", "Upgrade: echo")
                        .getBytes(StandardCharsets.US_ASCII));
        in.transferTo(socket.getOutputStream());
    }

    @Test
    void everythingIsAsItWasAfterAHundredThousandRequests() throws Exception {
        for (Burst burst : bursts()) burst.run(new Random(0));
        load(REQUESTS / 50);
        awaitQuiet();
        long files = openFiles();
        int sent = load(REQUESTS);
        awaitQuiet();
        assertThat(sent).isGreaterThanOrEqualTo(REQUESTS);
        // A few may have come by classes that were loaded.
        assertThat(openFiles()).isLessThanOrEqualTo(files + 5);
        LostBuffers.tell(round -> tls(new Random(round)));
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

    private List<Burst> bursts() {
        return List.of(
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
                broken(this::tlsOfNonsense),
                broken(this::tunnels),
                this::compressed,
                this::files,
                this::overHttp2,
                broken(this::cutOffOverHttp2),
                broken(this::tooLarge),
                broken(this::cutOffAtTheEdge));
    }

    private int share(int requests, Random random) throws IOException {
        List<Burst> bursts = bursts();
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

    /// Each side ends some of them, in one way or another.
    private int tunnels(Random random) throws IOException {
        int count = 5;
        for (int i = 0; i < count; i++) {
            try (RawClient client = proxy.client()) {
                assertThat(client.send(TUNNEL).readHead().status()).isEqualTo(101);
                for (int j = 0; j < 3; j++) {
                    client.send("to and fro");
                    assertThat(client.in().readNBytes(10)).hasSize(10);
                }
                if (random.nextBoolean()) client.send("x".repeat(random.nextInt(LARGE)));
                if (random.nextBoolean()) client.endOutput();
                else if (random.nextBoolean()) client.reset();
            }
        }
        return count;
    }

    private int compressed(Random random) throws IOException {
        int count = 5;
        try (RawClient client = edge.client()) {
            for (int i = 0; i < count; i++) {
                client.send(head("GET /large HTTP/1.1", "Host: t", "Accept-Encoding: gzip"));
                RawClient.Answer answer = client.read();
                assertThat(answer.field("content-encoding")).hasValue("gzip");
                assertThat(new GZIPInputStream(new ByteArrayInputStream(answer.bytes())).readAllBytes())
                        .hasSize(LARGE);
            }
        }
        return count;
    }

    /// As the kernel sends them, as they are read for HTTP/2, and as they are compressed.
    private int files(Random random) throws IOException {
        try (RawClient client = edge.client();
                RawHttp2 streams = new RawHttp2(edgeHttp2)) {
            assertThat(client.get("/files/page.txt").body()).hasSize(FILE);
            client.send(head("GET /files/page.txt HTTP/1.1", "Host: t", "Accept-Encoding: gzip"));
            assertThat(client.read().field("content-encoding")).hasValue("gzip");
            assertThat(client.get("/files/none.txt").status()).isEqualTo(404);
            client.send(head("GET /files/page.txt HTTP/1.1", "Host: t", "Range: bytes=7-9"));
            assertThat(client.read().body()).isEqualTo("fff");
            streams.request(
                    1, true, ":method", "GET", ":scheme", "http", ":path", "/files/page.txt", ":authority", "t");
            assertThat(streams.end(1).type()).isEqualTo(RawHttp2.DATA);
        }
        return 5;
    }

    private int overHttp2(Random random) throws IOException {
        int count = 10;
        try (RawClient client = by2.client()) {
            client.send(GOOD.repeat(count));
            for (int i = 0; i < count; i++) assertThat(client.read().body()).isEqualTo("good");
            assertThat(client.get("/large").body()).hasSize(LARGE);
        }
        return count + 1;
    }

    private int cutOffOverHttp2(Random random) throws IOException {
        int count = 5;
        for (int i = 0; i < count; i++) {
            try (RawClient client = RawClient.connect(by2.port(), 4096)) {
                if (random.nextBoolean()) {
                    client.send(head("POST /good HTTP/1.1", "Host: t", "Content-Length: 100000"));
                    client.send("x".repeat(1 + random.nextInt(9999)));
                } else {
                    client.send(head("GET /large HTTP/1.1", "Host: t"));
                    if (random.nextBoolean())
                        assertThat(client.readHead().status()).isEqualTo(200);
                }
                client.reset();
            }
        }
        return count;
    }

    /// Said before it comes, and noticed when it has come.
    private int tooLarge(Random random) throws IOException {
        try (RawClient client = edge.client()) {
            client.send(
                    head("POST /good HTTP/1.1", "Host: t", "Content-Length: 5000") + "x".repeat(random.nextInt(5000)));
            assertThat(client.read().status()).isEqualTo(413);
        }
        try (RawClient client = edge.client()) {
            client.send(head("POST /good HTTP/1.1", "Host: t", "Transfer-Encoding: chunked"));
            client.send("400\r\n" + "x".repeat(1024) + "\r\n1\r\nx\r\n");
            // Its backend does not wait for the body.
            assertThat(client.read().status()).isIn(200, 413);
        }
        try (RawHttp2 client = new RawHttp2(edgeHttp2)) {
            client.request(1, false, ":method", "POST", ":scheme", "http", ":path", "/good", ":authority", "t");
            client.send(RawHttp2.DATA, 0, 1, new byte[5000]).end(1);
        }
        return 3;
    }

    private int cutOffAtTheEdge(Random random) throws IOException {
        int count = 5;
        for (int i = 0; i < count; i++) {
            try (RawClient client = RawClient.connect(edge.port(), 4096)) {
                String target = random.nextBoolean() ? "/large" : "/files/page.txt";
                String coding = random.nextBoolean() ? "gzip" : "identity";
                client.send(head("GET " + target + " HTTP/1.1", "Host: t", "Accept-Encoding: " + coding));
                if (random.nextBoolean()) assertThat(client.readHead().status()).isEqualTo(200);
                client.reset();
            }
        }
        return count;
    }

    private void awaitQuiet() {
        for (ProxyServer each : List.of(edge.server(), by2.server(), proxy.server())) {
            Await.until("no connection of a client is left", () -> each.connections() == 0);
            Await.until("no request is left", () -> each.inFlight() == 0);
        }
        Await.until("no connection to the backend is left", () -> backendConnections.get() == 0);
    }

    private static long openFiles() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
