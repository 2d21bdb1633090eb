package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.OpenLoop;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.ProxyUnderTest.Options;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;
import tandem.fixture.TomcatBackend;
import tandem.health.HealthSettings;
import tandem.health.Standing;

/// Real Tomcats with two threads each, all of which are held by somebody else's requests.
@SideBySide
final class OutOfThreadsIT {
    private static final int THREADS = 2;
    private static final int CONNECTIONS = 40;
    private static final int WAITING = 1;
    private static final List<String> GETS = List.of(head("GET / HTTP/1.1", "Host: test"));
    private static final HealthSettings HEALTH = new HealthSettings(
            new HealthSettings.Check("/", Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 4, 200, 399),
            new HealthSettings.Eject(3, Duration.ofMillis(500)));
    /// Patient enough that a machine that is busy with other things does not look like a busy Tomcat.
    private static final RetrySettings PATIENT =
            new RetrySettings(20, Duration.ofSeconds(1), EnumSet.allOf(RetryOn.class));

    private final List<TomcatBackend> tomcats = new ArrayList<>();
    private final List<RawClient> holders = new ArrayList<>();
    private final List<SocketChannel> idle = new ArrayList<>();
    private final AtomicInteger held = new AtomicInteger();
    private final CountDownLatch release = new CountDownLatch(1);

    /// Keeps a thread until it is released.
    private static final class Hold extends HttpServlet {
        private static final long serialVersionUID = 1;
        private final transient AtomicInteger held;
        private final transient CountDownLatch release;

        Hold(AtomicInteger held, CountDownLatch release) {
            this.held = held;
            this.release = release;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            held.incrementAndGet();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private TomcatBackend tomcat(String name, int connections) {
        TomcatBackend tomcat = TomcatBackend.scarce(name, THREADS, connections, WAITING, context -> {
            Tomcat.addServlet(context, "hold", new Hold(held, release));
            context.addServletMappingDecoded("/hold", "hold");
        });
        tomcats.add(tomcat);
        return tomcat;
    }

    @AfterEach
    void stop() throws IOException {
        release.countDown();
        holders.forEach(RawClient::close);
        for (SocketChannel channel : idle) channel.close();
        tomcats.forEach(TomcatBackend::close);
    }

    private void holdAllThreads(TomcatBackend tomcat) throws IOException {
        int before = held.get();
        for (int i = 0; i < THREADS; i++) {
            RawClient holder = RawClient.connect(tomcat.port());
            holders.add(holder);
            holder.send(head("GET /hold HTTP/1.1", "Host: test"));
        }
        Await.until("all threads are held", () -> held.get() == before + THREADS);
    }

    /// As many connections as it takes, and as the system holds ready for it; what comes now has to wait to
    /// get in.
    private void takeAllConnections(TomcatBackend tomcat) throws IOException {
        for (int i = 0; i < CONNECTIONS + 2 * (WAITING + 1); i++) {
            SocketChannel channel = SocketChannel.open();
            idle.add(channel);
            channel.configureBlocking(false);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), tomcat.port()));
        }
    }

    private static long timesOut(ProxyUnderTest proxy, String... backends) {
        return proxy.changes().stream()
                .filter(change -> change.to() == Standing.OUT
                        && List.of(backends).contains(change.backend().name()))
                .count();
    }

    @Test
    void theOthersTakeOverForOneThatIsOutOfThreadsUntilItHasSomeAgain() throws IOException {
        TomcatBackend busy = tomcat("busy", CONNECTIONS);
        int[] ports = {
            busy.port(), tomcat("second", 8192).port(), tomcat("third", 8192).port()
        };
        Options options = Options.of(ports).with(HEALTH).with(PATIENT);
        try (ProxyUnderTest proxy = ProxyUnderTest.start(options);
                OpenLoop load = OpenLoop.start(proxy.port(), 24, 200, GETS)) {
            Await.until(
                    "each answers",
                    () -> load.answered("busy") > 20 && load.answered("second") > 20 && load.answered("third") > 20);
            holdAllThreads(busy);
            takeAllConnections(busy);
            Await.until("it is out", () -> timesOut(proxy, "b0") > 0);
            load.awaitMore(200);
            assertThat(load.failures()).isEmpty();

            release.countDown();
            for (SocketChannel channel : idle) channel.close();
            Await.until("it is back", () -> proxy.health().snapshot().getFirst().standing() == Standing.HEALTHY);
            int before = load.answered("busy");
            Await.until("it serves again", () -> load.answered("busy") > before + 20);
            load.stop();
            assertThat(load.failures()).isEmpty();
            assertThat(timesOut(proxy, "b1", "b2"))
                    .as("the others were ejected")
                    .isZero();
        }
    }

    /// No one of them does better than the others, so that none is to blame: requests wait, and nobody is
    /// ejected.
    @Test
    void whereAllAreOutOfThreadsNobodyIsEjectedAndRequestsWait() throws IOException {
        int[] ports = {
            tomcat("first", 8192).port(),
            tomcat("second", 8192).port(),
            tomcat("third", 8192).port()
        };
        RetrySettings retry = new RetrySettings(20, Duration.ofMillis(200), EnumSet.allOf(RetryOn.class));
        try (ProxyUnderTest proxy = ProxyUnderTest.start(Options.of(ports).with(retry))) {
            for (TomcatBackend tomcat : tomcats) holdAllThreads(tomcat);
            try (OpenLoop load = OpenLoop.start(proxy.port(), 24, 200, GETS)) {
                Await.until("all clients wait", () -> underWay(proxy) >= 24);
                // Several times over what a try may take.
                Await.pause(Duration.ofSeconds(1));
                assertThat(timesOut(proxy, "b0", "b1", "b2")).isZero();
                release.countDown();
                load.awaitMore(200);
                load.stop();
                assertThat(load.failures()).isEmpty();
                assertThat(timesOut(proxy, "b0", "b1", "b2")).isZero();
                for (TomcatBackend tomcat : tomcats)
                    assertThat(load.answered(tomcat.name())).isPositive();
            }
        }
    }

    private static int underWay(ProxyUnderTest proxy) {
        return proxy.server().of("tomcat").orElseThrow().snapshot().stream()
                .mapToInt(backend -> backend.done().inFlight())
                .sum();
    }
}
