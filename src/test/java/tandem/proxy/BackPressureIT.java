package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.fixture.Await;
import tandem.fixture.ChildProcess;
import tandem.fixture.Payload;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;
import tandem.fixture.TomcatBackend;

/// Large bodies through a proxy in a JVM of its own that has far too little memory to hold them.
@SideBySide
final class BackPressureIT {
    private static final long LARGE = 200L * 1024 * 1024;
    /// What the buffers of four sockets and the proxy may hold.
    private static final long BUFFERS = 40L * 1024 * 1024;

    private static final int BLOCK = 64 * 1024;
    private static final String UPGRADE =
            head("GET /tunnel HTTP/1.1", "Host: test", "Connection: Upgrade", "Upgrade: raw");
    private static final String AGREED = head("HTTP/1.1 101 Go on", "Connection: Upgrade", "Upgrade: raw");
    private static final List<String> JVM = List.of(
            "-Xmx128m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dio.netty.leakDetection.level=paranoid");

    private static TomcatBackend tomcat;
    private static ChildProcess proxy;

    @BeforeAll
    static void start() {
        tomcat = TomcatBackend.start("tomcat");
        proxy = before(tomcat.port());
    }

    @AfterAll
    static void stop() {
        List<String> leaks = leaks(proxy);
        proxy.close();
        tomcat.close();
        assertThat(leaks).isEmpty();
    }

    private static ChildProcess before(int port) {
        return ChildProcess.start(ProxyUnderTest.class, JVM, List.of(Integer.toString(port)));
    }

    /// A leaked buffer is told once the next one is allocated after a garbage collection; the bodies of these tests
    /// make for many.
    private static List<String> leaks(ChildProcess of) {
        return of.output().stream().filter(line -> line.contains("LEAK")).toList();
    }

    private static Payload.Digest body(InputStream in, long length) throws IOException {
        return Payload.digest(new Limited(in, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&chunked=1"})
    void aLargeAnswerArrivesWhole(String framing) throws IOException {
        try (RawClient client = RawClient.connect(proxy.port())) {
            client.send(head("GET /bytes?n=" + LARGE + framing + " HTTP/1.0", "Host: test"));
            assertThat(client.readHead().status()).isEqualTo(200);
            assertThat(Payload.digest(client.in())).isEqualTo(Payload.digest(LARGE));
        }
    }

    @Test
    void aLargeRequestArrivesWhole() throws IOException {
        try (RawClient client = RawClient.connect(proxy.port())) {
            client.send(head("PUT /digest HTTP/1.1", "Host: test", "Content-Length: " + LARGE));
            Payload.write(client.out(), LARGE);
            assertThat(client.read().body()).isEqualTo(Payload.digest(LARGE).toString());
        }
    }

    @Test
    void aReaderThatPausesHoldsTheBackendBack() throws IOException {
        try (RawClient client = RawClient.connect(proxy.port(), 65536)) {
            long before = tomcat.servlet().sent();
            client.send(head("GET /bytes?n=" + LARGE + " HTTP/1.1", "Host: test"));
            client.readHead();
            long held = settled(() -> tomcat.servlet().sent() - before);
            assertThat(held).isBetween(1L, BUFFERS);
            assertThat(body(client.in(), LARGE)).isEqualTo(Payload.digest(LARGE));
        }
    }

    @Test
    void aBackendThatReadsSlowlyHoldsTheClientBack() throws Exception {
        long length = 64L * 1024 * 1024;
        try (RawClient client = RawClient.connect(proxy.port())) {
            long before = tomcat.servlet().received();
            client.send(head("PUT /slow-read?ms=2 HTTP/1.1", "Host: test", "Content-Length: " + length));
            long[] sent = new long[1];
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    byte[] all = Payload.bytes((int) length);
                    for (int at = 0; at < length; at += 65536) {
                        client.out().write(all, at, 65536);
                        sent[0] = at + 65536L;
                        long ahead = sent[0] - (tomcat.servlet().received() - before);
                        if (ahead > BUFFERS) throw new IOException("the proxy has taken " + ahead + " ahead");
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            assertThat(client.read().body()).isEqualTo(Payload.digest(length).toString());
            writer.join();
            assertThat(sent[0]).isEqualTo(length);
        }
    }

    @Test
    void aClientThatGoesAwayInTheMiddleOfTheAnswerStopsTheBackend() throws IOException {
        int broken = tomcat.servlet().broken();
        try (RawClient client = RawClient.connect(proxy.port())) {
            client.send(head("GET /endless HTTP/1.1", "Host: test"));
            client.readHead();
        }
        Await.until("the backend notices", () -> tomcat.servlet().broken() > broken);
    }

    @Test
    void aClientThatGoesAwayInTheMiddleOfTheRequestStopsTheBackend() throws IOException {
        int broken = tomcat.servlet().broken();
        try (RawClient client = RawClient.connect(proxy.port())) {
            client.send(head("PUT /digest HTTP/1.1", "Host: test", "Content-Length: " + LARGE));
            Payload.write(client.out(), 1_000_000);
            Await.until("the backend has begun", () -> tomcat.servlet().inFlight() > 0);
            client.reset();
        }
        Await.until("the backend notices", () -> tomcat.servlet().broken() > broken);
    }

    @Test
    void aClientThatDoesNotReadDoesNotStopOthers() throws IOException {
        try (RawClient stuck = RawClient.connect(proxy.port(), 4096);
                RawClient other = RawClient.connect(proxy.port())) {
            stuck.send(head("GET /bytes?n=" + LARGE + " HTTP/1.1", "Host: test"));
            stuck.readHead();
            for (int i = 0; i < 20; i++) assertThat(other.get("/").body()).isEqualTo("tomcat");
        }
    }

    /// In a tunnel either side sends as fast as the other one reads, and no faster.
    @Test
    void aSideOfATunnelThatDoesNotReadHoldsTheOtherOneBack() throws Exception {
        AtomicLong sentDown = new AtomicLong();
        AtomicLong sentUp = new AtomicLong();
        CountDownLatch reads = new CountDownLatch(1);
        try (RawBackend backend = RawBackend.start(connection -> {
                    boolean up = connection.readHead().contains(" /up ");
                    connection.send(AGREED);
                    if (up) readFrom(reads, connection);
                    else
                        while (true)
                            sentDown.addAndGet(write(connection.socket().getOutputStream()));
                });
                ChildProcess tunnels = before(backend.port())) {
            try (RawClient down = RawClient.connect(tunnels.port(), BLOCK)) {
                assertThat(down.send(UPGRADE).readHead().status()).isEqualTo(101);
                assertThat(settled(sentDown::get)).isBetween(1L, BUFFERS);
                down.in().skipNBytes(2 * BUFFERS);
            }
            try (RawClient up = RawClient.connect(tunnels.port())) {
                assertThat(up.send(UPGRADE.replace("/tunnel", "/up")).readHead().status())
                        .isEqualTo(101);
                Thread writer = Thread.ofVirtual().start(() -> {
                    try {
                        while (sentUp.get() < 2 * BUFFERS) sentUp.addAndGet(write(up.out()));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                assertThat(settled(sentUp::get)).isBetween(1L, BUFFERS);
                reads.countDown();
                writer.join();
                assertThat(sentUp.get()).isGreaterThanOrEqualTo(2 * BUFFERS);
            }
            assertThat(leaks(tunnels)).isEmpty();
        }
    }

    private static void readFrom(CountDownLatch moment, RawBackend.Connection connection) throws IOException {
        try {
            if (moment.await(30, TimeUnit.SECONDS))
                connection.socket().getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int write(OutputStream out) throws IOException {
        out.write(new byte[BLOCK]);
        return BLOCK;
    }

    /// Waits until a count no longer grows, and returns it.
    private static long settled(java.util.function.LongSupplier count) {
        long last = -1;
        long now = count.getAsLong();
        while (now != last || now == 0) {
            Await.pause(Duration.ofMillis(300));
            last = now;
            now = count.getAsLong();
        }
        return now;
    }

    /// The first bytes of a stream.
    private static final class Limited extends InputStream {
        private final InputStream in;
        private long left;

        Limited(InputStream in, long length) {
            this.in = in;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) return -1;
            int count = in.read(bytes, offset, (int) Math.min(length, left));
            if (count < 0) throw new EOFException(left + " bytes are missing");
            left -= count;
            return count;
        }
    }
}
