package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tandem.fixture.RawClient.head;

import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.FreePorts;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawClient;
import tandem.fixture.RawClient.Answer;
import tandem.fixture.SideBySide;
import tandem.fixture.TomcatBackend;

/// Listening on more addresses, giving them up, and stopping in good order.
@SideBySide
final class LifecycleIT {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private TomcatBackend tomcat;
    private ProxyUnderTest proxy;

    @BeforeEach
    void start() {
        tomcat = TomcatBackend.start("tomcat");
        proxy = ProxyUnderTest.start(tomcat.port());
    }

    @AfterEach
    void stop() {
        proxy.close();
        tomcat.close();
    }

    private static ProxySettings.Listen free() {
        return new ProxySettings.Listen("127.0.0.1", FreePorts.find());
    }

    private static void bindAndClose(ProxySettings.Listen listen) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(listen.host(), listen.port()));
        }
    }

    @Test
    void whoAsksForTheNextAnswerByAnAddressIsNotToldOfThoseByAnother() throws IOException {
        ProxySettings.Listen other = new ProxySettings.Listen("127.0.0.2", free().port());
        ProxyUnderTest.await(proxy.server().listen(other));
        Visitors visitors = proxy.server().visitors();
        Future<Void> next = visitors.next("127.0.0.2", LONG);
        Future<Void> any = visitors.next("", LONG);
        try (RawClient here = proxy.client();
                RawClient there = RawClient.over(new Socket(other.host(), other.port()))) {
            for (int i = 0; i < 20; i++) here.get("/");
            Await.until("any answer is told", any::succeeded);
            assertThat(next.isComplete()).isFalse();
            // Told on the event loop that answers it, which knows by then who waits.
            there.get("/");
            Await.until("that by the address is told", next::succeeded);
        }
    }

    @Test
    void whatIsUnderWayIsKnownByAddress() throws IOException {
        Visitors visitors = proxy.server().visitors();
        try (RawClient idle = proxy.client();
                RawClient busy = proxy.client()) {
            idle.get("/");
            busy.send(head("GET /sleep?ms=2000 HTTP/1.1", "Host: test"));
            Await.until(
                    "one is under way", () -> connected(visitors, "127.0.0.1").equals(new Connected(2, 1)));
            assertThat(connected(visitors, "127.0.0.2")).isEqualTo(new Connected(0, 0));
        }
    }

    private static Connected connected(Visitors visitors, String address) {
        return ProxyUnderTest.await(visitors.connectedTo(address));
    }

    @Test
    void firstRequestsFindWarmConnections() throws IOException {
        int loops = 2;
        int warm = 3;
        long all = 6;
        try (ProxyUnderTest ready = ProxyUnderTest.start(
                ProxyUnderTest.Options.of(tomcat.port()).onLoops(loops).warm(warm))) {
            Await.until("all are open", () -> opened(ready) == all);
            List<RawClient> clients = new ArrayList<>();
            try {
                // At once, and spread over the event loops in turn.
                for (int i = 0; i < all; i++) clients.add(ready.client());
                for (RawClient client : clients) client.send(head("GET /sleep?ms=100 HTTP/1.1", "Host: test"));
                for (RawClient client : clients)
                    assertThat(client.read().body()).isEqualTo("tomcat");
            } finally {
                clients.forEach(RawClient::close);
            }
            assertThat(opened(ready)).isEqualTo(all);
        }
        assertThat(opened(proxy)).isZero();
    }

    private static long opened(ProxyUnderTest proxy) {
        return proxy.server().snapshot().figures().connected().values().stream()
                .flatMap(backends -> backends.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void aSecondAddressServesToo() throws IOException {
        ProxySettings.Listen more = free();
        int port = ProxyUnderTest.await(proxy.server().listen(more));
        assertThat(port).isEqualTo(more.port());
        for (int i = 0; i < 6; i++) {
            try (RawClient client = RawClient.connect(port)) {
                assertThat(client.get("/").body()).isEqualTo("tomcat");
            }
        }
    }

    @Test
    void anAddressThatIsTakenIsSaidInAReadableWay() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProxySettings.Listen listen = new ProxySettings.Listen("127.0.0.1", taken.getLocalPort());
            assertThatThrownBy(() -> ProxyUnderTest.await(proxy.server().listen(listen)))
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("Address already in use");
        }
    }

    @Test
    void anAddressThatIsGivenUpCanBeBoundAtOnce() throws IOException {
        ProxySettings.Listen more = free();
        for (int round = 0; round < 5; round++) {
            ProxyUnderTest.await(proxy.server().listen(more));
            try (RawClient client = RawClient.connect(more.port());
                    RawClient idle = RawClient.connect(more.port())) {
                assertThat(client.get("/").status()).isEqualTo(200);
                client.send(head("GET /sleep?ms=300 HTTP/1.1", "Host: test"));
                Await.until("it is under way", () -> tomcat.servlet().inFlight() == 1);
                ProxyServer.Release release = proxy.server().unlisten(more, LONG);
                ProxyUnderTest.await(release.closed());
                bindAndClose(more);
                assertThat(release.drained().isComplete()).isFalse();
                assertThat(idle.isEnded()).isTrue();

                Answer answer = client.read();
                assertThat(answer.body()).isEqualTo("tomcat");
                assertThat(answer.field("connection")).hasValue("close");
                ProxyUnderTest.await(release.drained());
            }
            // The other address is not concerned.
            try (RawClient client = proxy.client()) {
                assertThat(client.get("/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void whatTakesLongerThanTheLimitIsCutOff() throws IOException {
        ProxySettings.Listen more = free();
        ProxyUnderTest.await(proxy.server().listen(more));
        try (RawClient client = RawClient.connect(more.port())) {
            client.send(head("GET /endless HTTP/1.1", "Host: test"));
            client.readHead();
            ProxyUnderTest.await(proxy.server().unlisten(more, SHORT).drained());
            Await.until("the connection is gone", () -> proxy.server().connections() == 0);
        }
    }

    @Test
    void givingUpAnAddressThatIsNotListenedOnIsNoError() throws IOException {
        ProxyServer.Release release = proxy.server().unlisten(free(), SHORT);
        ProxyUnderTest.await(release.closed());
        ProxyUnderTest.await(release.drained());
    }

    @Test
    void whileDrainingEveryAnswerIsTheLastOnItsConnection() throws IOException {
        try (RawClient idle = proxy.client();
                RawClient busy = proxy.client()) {
            assertThat(idle.get("/").status()).isEqualTo(200);
            busy.send(head("GET /sleep?ms=300 HTTP/1.1", "Host: test"));
            Await.until("it is under way", () -> tomcat.servlet().inFlight() == 1);
            proxy.server().drain();
            assertThat(busy.read().field("connection")).hasValue("close");
            assertThat(busy.isEnded()).isTrue();
            assertThat(idle.isEnded()).isTrue();
        }
        try (RawClient late = proxy.client()) {
            assertThat(late.get("/").field("connection")).hasValue("close");
        }
    }

    @Test
    void aShutdownFinishesWhatIsInFlight() throws IOException {
        try (RawClient busy = proxy.client()) {
            busy.send(head("GET /sleep?ms=300 HTTP/1.1", "Host: test"));
            Await.until("it is under way", () -> tomcat.servlet().inFlight() == 1);
            Future<Void> down = proxy.server().shutdown(LONG);
            assertThat(busy.read().body()).isEqualTo("tomcat");
            ProxyUnderTest.await(down);
            assertThatThrownBy(proxy::client).hasMessageContaining("refused");
            assertThat(proxy.server().inFlight()).isZero();
            assertThat(proxy.server().connections()).isZero();
        }
    }

    @Test
    void aShutdownDoesNotWaitForEver() throws IOException {
        try (RawClient busy = proxy.client()) {
            busy.send(head("GET /endless HTTP/1.1", "Host: test"));
            busy.readHead();
            ProxyUnderTest.await(proxy.server().shutdown(SHORT));
            Await.until("nothing is left", () -> proxy.server().inFlight() == 0);
        }
    }
}
