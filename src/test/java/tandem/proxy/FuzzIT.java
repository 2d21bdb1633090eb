package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tandem.fixture.Await;
import tandem.fixture.CapturedLog;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.LostBuffers;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;

/// Requests, answers and frames with seeded damage, for a minute: what each client and each backend gets is what a
/// second reader of the same bytes says that it has to be ([ReferenceHttp]). Whatever comes, nothing hangs, no buffer
/// is lost (each one is watched), and the next client is served.
///
/// `-Dtandem.fuzz=PT10M` takes longer, `-Dtandem.fuzz.seed=N` begins elsewhere. Without them, the rounds are as many as
/// a
/// machine with two processors gets through in a minute, and the same on one that is quicker: what is new has to be
/// looked
/// for on purpose, and not by whoever builds next.
@SideBySide
final class FuzzIT {
    private static final Duration TIME = Duration.parse(System.getProperty("tandem.fuzz", "PT1M"));
    private static final long SEED = Long.getLong("tandem.fuzz.seed", 20261130);
    /// Tests, which share the time.
    private static final int PARTS = 3;
    private static final int CLIENTS = 3;
    private static final boolean LOOKS_FURTHER =
            System.getProperty("tandem.fuzz") != null || System.getProperty("tandem.fuzz.seed") != null;
    private static final int ROUNDS_BETWEEN_LOOKS = 20;

    @RegisterExtension
    final CapturedLog leaks = new CapturedLog(ResourceLeakDetector.class);

    private final ResourceLeakDetector.Level usual = ResourceLeakDetector.getLevel();
    private final List<Stand> stands = new ArrayList<>();

    /// Something that is sent to a proxy, and what has to come of it.
    private interface Round {
        void play(Stand on, Random random) throws IOException;
    }

    /// A proxy with a backend of its own, so that whatever reaches that is of one client.
    ///
    /// @param heads of HTTP/2 that were sent to it, as far as its rounds count them
    record Stand(AutoCloseable proxy, ProxyServer server, int http2, WatchedBackend backend, AtomicInteger heads) {
        private static Stand of(AutoCloseable proxy, ProxyServer server, WatchedBackend backend) {
            return new Stand(proxy, server, RawHttp2.listener(server), backend, new AtomicInteger());
        }

        /// Every second one does more than to pass requests on, which is other code.
        static Stand open(boolean more) {
            var backend = new WatchedBackend(request -> WatchedBackend.Reply.good(request, "good"));
            if (more) {
                var proxy = ConfiguredProxy.start(
                        "limits: {concurrent-requests: 1000, body-bytes: 1MiB}\n", "raw=" + backend.port());
                return of(proxy, proxy.server(), backend);
            }
            var proxy = ProxyUnderTest.start(Options.of(backend.port()).onLoops(1));
            return of(proxy, proxy.server(), backend);
        }

        void assertServes() throws IOException {
            backend.answer(request -> WatchedBackend.Reply.good(request, "good"));
            try (RawClient client = RawClient.connect(server.port())) {
                for (int i = 0; i < 2; i++) {
                    client.send(
                            head("POST " + WatchedBackend.GOOD + " HTTP/1.1", "Host: t", "Content-Length: 2") + "ok");
                    assertThat(client.read().body()).isEqualTo("good");
                }
            }
        }

        void assertQuiet() {
            Await.until("no connection of a client is left", () -> server.connections() == 0);
            Await.until("no request is left", () -> server.inFlight() == 0);
            Await.until(
                    "none is counted at the backend",
                    () -> server.snapshot().backends().getFirst().done().inFlight() == 0);
        }

        void close() {
            try {
                proxy.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            } finally {
                backend.close();
            }
        }
    }

    @BeforeEach
    void start() {
        for (int i = 0; i < CLIENTS; i++) stands.add(Stand.open(i % 2 == 1));
        // Vert.x switches it off when it is first used.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    @AfterEach
    void stop() {
        ResourceLeakDetector.setLevel(usual);
        stands.forEach(Stand::close);
    }

    @Test
    void everyRequestIsPassedOnToTheLetterOrRefused() throws Exception {
        play("requests", 15_000, FuzzedRequests::play);
    }

    @Test
    void everyAnswerIsPassedOnToTheLetterOrABadOne() throws Exception {
        play("answers", 12_000, FuzzedAnswers::play);
    }

    @Test
    void everyStreamOfHttp2IsAnsweredOrItsConnectionEnds() throws Exception {
        play("frames", 3_000, FuzzedFrames::play);
    }

    /// @param most rounds of each client
    private void play(String what, int most, Round round) throws Exception {
        long end = System.nanoTime() + TIME.dividedBy(PARTS).toNanos();
        int rounds = 0;
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var shares = new ArrayList<Callable<Integer>>();
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                shares.add(() -> share(number, round, most, end));
            }
            for (var share : clients.invokeAll(shares)) rounds += share.get();
        }
        System.out.println(rounds + " rounds of " + what + " by -Dtandem.fuzz.seed=" + SEED);
        assertThat(rounds).isPositive();
        for (Stand stand : stands) stand.assertQuiet();
        LostBuffers.tell(_ -> {
            for (Stand stand : stands) stand.assertServes();
        });
        assertThat(leaks.lines()).isEmpty();
    }

    private int share(int client, Round round, int most, long end) throws IOException {
        Stand stand = stands.get(client);
        int count = 0;
        for (; System.nanoTime() < end && (LOOKS_FURTHER || count < most); count++) {
            try {
                // By itself each of them is the same, however many there are before it.
                round.play(stand, new Random(SEED * 31 + client * 1_000_000_007L + count));
                assertThat(stand.backend().wrongs()).isEmpty();
                if (count % ROUNDS_BETWEEN_LOOKS == 0) stand.assertServes();
            } catch (IOException | RuntimeException | AssertionError e) {
                throw new AssertionError("round " + count + " of client " + client + ", seed " + SEED, e);
            }
        }
        return count;
    }
}
