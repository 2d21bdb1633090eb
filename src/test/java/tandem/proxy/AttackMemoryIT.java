package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;
import static tandem.proxy.RawHttp2.ACK;
import static tandem.proxy.RawHttp2.CONTINUATION;
import static tandem.proxy.RawHttp2.DATA;
import static tandem.proxy.RawHttp2.END_HEADERS;
import static tandem.proxy.RawHttp2.END_STREAM;
import static tandem.proxy.RawHttp2.GOAWAY;
import static tandem.proxy.RawHttp2.HEADERS;
import static tandem.proxy.RawHttp2.RST_STREAM;
import static tandem.proxy.RawHttp2.SETTINGS;
import static tandem.proxy.RawHttp2.WINDOW_UPDATE;
import static tandem.proxy.RawHttp2.block;
import static tandem.proxy.RawHttp2.get;
import static tandem.proxy.RawHttp2.number;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.ChildProcess;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// Attacks on the memory of a proxy that has little: each offers it many times of what it has. It bears them,
/// answers an honest client all the while, and has its memory back when they are over.
@SideBySide
final class AttackMemoryIT {
    private static final int MIB = 1024 * 1024;
    private static final long MOST_HEAP = 48L * MIB;
    private static final long MOST_DIRECT = 56L * MIB;
    private static final long HEAP_AFTERWARDS = 6L * MIB;
    private static final long DIRECT_AFTERWARDS = 24L * MIB;
    private static final int STREAMS = 8;
    private static final int FRAME = 16 * 1024;
    private static final byte[] SOME = "x".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
    private static final String[] ENDLESS = {":method", "GET", ":scheme", "http", ":path", "/endless", ":authority", "t"
    };
    private static final String[] UPLOAD = {":method", "POST", ":scheme", "http", ":path", "/", ":authority", "t"};

    private static final CountDownLatch OVER = new CountDownLatch(1);
    private static final AtomicInteger GOOD_ANSWERS = new AtomicInteger();
    private static final AtomicReference<@Nullable Throwable> WRONG = new AtomicReference<>();
    private static RawBackend backend;
    private static ChildProcess proxy;
    private static AttackedProxy.State before;

    @BeforeAll
    static void start() throws IOException {
        backend = RawBackend.start(AttackMemoryIT::serve);
        List<String> jvm = List.of("-Xmx96m", "-XX:MaxDirectMemorySize=64m", "-XX:+ExitOnOutOfMemoryError");
        proxy = ChildProcess.start(AttackedProxy.class, jvm, List.of(Integer.toString(backend.port())));
        AttackedProxy.State state = AttackedProxy.State.of(proxy.port());
        Thread.ofVirtual().start(() -> ask(state.port()));
        answersMore();
        before = AttackedProxy.State.of(proxy.port());
    }

    @AfterAll
    static void stop() {
        OVER.countDown();
        proxy.close();
        backend.close();
    }

    private static void serve(RawBackend.Connection connection) throws IOException {
        for (String head = connection.readHead(); head.startsWith("GET"); head = connection.readHead()) {
            if (head.startsWith("GET /endless"))
                while (true) connection.socket().getOutputStream().write(SOME);
            if (head.startsWith("GET /large")) connection.answer(new String(SOME, StandardCharsets.US_ASCII));
            else connection.answer("good");
        }
        // A body is not read.
        try {
            OVER.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The honest client.
    private static void ask(int port) {
        try (RawClient client = RawClient.connect(port)) {
            while (OVER.getCount() > 0) {
                assertThat(client.get("/").body()).isEqualTo("good");
                GOOD_ANSWERS.incrementAndGet();
                Await.pause(Duration.ofMillis(5));
            }
        } catch (IOException | AssertionError e) {
            if (OVER.getCount() > 0) WRONG.set(e);
        }
    }

    private static void answersMore() {
        int so = GOOD_ANSWERS.get();
        Await.until("an honest client is answered", () -> GOOD_ANSWERS.get() >= so + 10 || WRONG.get() != null);
        assertThat(WRONG.get()).isNull();
    }

    /// What is done to the proxy.
    private interface Attack {
        void by(Crowd crowd) throws IOException;
    }

    private static void withstands(Attack attack) throws Exception {
        withstands(Long.MAX_VALUE, attack);
    }

    /// @param most bytes that may be taken from the attackers
    private static void withstands(long most, Attack attack) throws Exception {
        try (Crowd crowd = new Crowd(before)) {
            attack.by(crowd);
            assertThat(crowd.settled()).as("taken").isLessThanOrEqualTo(most);
            answersMore();
            AttackedProxy.State meanwhile = AttackedProxy.State.of(proxy.port());
            assertThat(meanwhile.heap()).as("heap").isLessThan(MOST_HEAP);
            assertThat(meanwhile.direct()).as("buffers").isLessThan(MOST_DIRECT);
        }
        Await.until("it has its memory back", Duration.ofSeconds(30), () -> {
            var state = AttackedProxy.State.of(proxy.port());
            return state.connections() == 1
                    && state.heap() < before.heap() + HEAP_AFTERWARDS
                    && state.direct() < before.direct() + DIRECT_AFTERWARDS;
        });
        answersMore();
        assertThat(proxy.output()).noneMatch(line -> line.contains("OutOf") || line.contains("LEAK"));
    }

    @Test
    void headsThatAreNeverWhole() throws Exception {
        String begun = "GET / HTTP/1.1\r\nHost: t\r\nX: ";
        withstands(crowd -> crowd.http1(400, (client, step) -> {
            client.send(begun + "x".repeat(15_000));
            step.taken(15_000);
        }));
    }

    @Test
    void headsWithoutEnd() throws Exception {
        withstands(crowd -> crowd.http1(60, (client, step) -> {
            client.send("GET / HTTP/1.1\r\nHost: t\r\nX: ");
            for (int i = 0; i < 64; i++) send(client, step);
        }));
    }

    private static void send(RawClient client, Crowd.Step step) throws IOException {
        client.out().write(SOME);
        step.taken(SOME.length);
    }

    @Test
    void requestsWhoseAnswersAreNotRead() throws Exception {
        String many = head("GET /large HTTP/1.1", "Host: t").repeat(1000);
        withstands(
                60L * 8 * MIB,
                crowd -> crowd.http1(60, (client, step) -> {
                    for (int i = 0; i < 1000; i++) {
                        client.send(many);
                        step.taken(many.length());
                    }
                }));
    }

    @Test
    void answersThatAreNotRead() throws Exception {
        withstands(crowd -> crowd.http1(60, (client, step) -> {
            client.send(head("GET /endless HTTP/1.1", "Host: t"));
            step.taken(1);
        }));
    }

    @Test
    void bodiesOfHttp2ThatTheBackendDoesNotRead() throws Exception {
        withstands(12L * 48 * MIB, crowd -> crowd.http2(12, AttackMemoryIT::upload));
    }

    /// Sends as much as it is let, up to far more than there is room for.
    private static void upload(RawHttp2 client, Crowd.Step step) throws IOException {
        long all = 65_535;
        long first = 65_535;
        long[] more = new long[2 * STREAMS];
        long[] sent = new long[2 * STREAMS];
        for (int stream = 1; stream < 2 * STREAMS; stream += 2) client.request(stream, false, UPLOAD);
        for (long total = 0; total < 64L * MIB; ) {
            for (int stream = 1; stream < 2 * STREAMS; stream += 2) {
                while (all >= FRAME && first + more[stream] - sent[stream] >= FRAME) {
                    client.send(DATA, 0, stream, new byte[FRAME]);
                    all -= FRAME;
                    sent[stream] += FRAME;
                    total += FRAME;
                    step.taken(FRAME);
                }
            }
            var frame = client.read();
            if (frame.type() == GOAWAY) return;
            if (frame.type() == SETTINGS && (frame.flags() & ACK) == 0) first = window(frame.payload(), first);
            else if (frame.is(WINDOW_UPDATE, 0))
                all += ByteBuffer.wrap(frame.payload()).getInt();
            else if (frame.type() == WINDOW_UPDATE)
                more[frame.stream()] += ByteBuffer.wrap(frame.payload()).getInt();
        }
    }

    private static long window(byte[] settings, long otherwise) {
        for (var in = ByteBuffer.wrap(settings); in.hasRemaining(); ) {
            int name = in.getShort();
            int value = in.getInt();
            if (name == 4) return value;
        }
        return otherwise;
    }

    @Test
    void answersOfHttp2ThatThereIsNoWindowFor() throws Exception {
        withstands(crowd -> crowd.http2(4, (client, step) -> {
            client.send(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
            for (int stream = 1; stream < 200; stream += 2) client.request(stream, true, ENDLESS);
            step.taken(1);
        }));
    }

    /// A field of four thousand bytes, twelve thousand times in as many bytes (RFC 7541 §6.1).
    @Test
    void fieldsThatGrowWhenTheyAreRead() throws Exception {
        var bomb = new ByteArrayOutputStream();
        bomb.writeBytes(block(get()));
        bomb.writeBytes(new byte[] {0x40, 1, 'x', 0x7F, (byte) 0xA1, 0x1E});
        bomb.write(SOME, 0, 4000);
        for (int i = 0; i < 12_000; i++) bomb.write(0xBE);
        withstands(crowd -> crowd.http2(60, (client, step) -> {
            client.send(HEADERS, END_HEADERS | END_STREAM, 1, bomb.toByteArray());
            step.taken(1);
            client.goodbye();
        }));
    }

    @Test
    void fieldsThatAreContinuedWithoutEnd() throws Exception {
        byte[] more = new byte[9000];
        withstands(crowd -> crowd.http2(60, (client, step) -> {
            client.send(HEADERS, END_STREAM, 1, block(get()));
            for (int i = 0; i < 400; i++) {
                client.send(CONTINUATION, 0, 1, more);
                step.taken(more.length);
            }
        }));
    }

    @Test
    void requestsThatAreTakenBackAtOnce() throws Exception {
        withstands(crowd -> crowd.http2(20, (client, step) -> {
            for (int stream = 1; stream < 4000; stream += 2) {
                client.request(stream, true, get()).send(RST_STREAM, 0, stream, number(8));
                step.taken(1);
            }
        }));
    }
}
