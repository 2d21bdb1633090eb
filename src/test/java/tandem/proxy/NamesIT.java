package tandem.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tandem.fixture.Await;
import tandem.fixture.ConfiguredProxy;
import tandem.fixture.NameServer;
import tandem.fixture.RawClient;

/// A backend by its name, of which a real name server tells with a TTL of a second.
final class NamesIT {
    private static final String ONE = "127.0.0.1";
    private static final String TWO = "127.0.0.2";

    private static HttpServer one;
    private static HttpServer two;

    @BeforeAll
    static void start() throws IOException {
        one = server(ONE, 0, false);
        two = server(TWO, one.getAddress().getPort(), false);
    }

    /// @param kept whether its connections serve more than one request
    private static HttpServer server(String address, int port, boolean kept) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 50);
        byte[] body = address.getBytes(StandardCharsets.US_ASCII);
        server.createContext("/", exchange -> {
            if (!kept) exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    @AfterAll
    static void stop() {
        one.stop(0);
        two.stop(0);
    }

    private static String ask(RawClient client) {
        try {
            RawClient.Answer answer = client.get("/");
            return answer.status() == 200 ? answer.body() : Integer.toString(answer.status());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aNameIsAskedForAgainAndAgainAndItsLastAddressIsKept() throws InterruptedException {
        try (NameServer names = new NameServer();
                ConfiguredProxy proxy = ConfiguredProxy.start(
                        "dns: {servers: [\"%s\"], max-ttl: 1s, query-timeout: 100ms}\n".formatted(names.address()),
                        "t=shop.test:" + one.getAddress().getPort());
                RawClient client = proxy.client()) {
            assertThat(ask(client)).isEqualTo("502");
            names.know(ONE);
            Await.until("it is found", () -> ask(client).equals(ONE));

            names.know(TWO);
            Set<String> meanwhile = new HashSet<>();
            Await.until("it has moved", () -> {
                String answer = ask(client);
                meanwhile.add(answer);
                return answer.equals(TWO);
            });
            assertThat(meanwhile).isSubsetOf(ONE, TWO);

            names.know(ONE, TWO);
            Set<String> both = new HashSet<>(List.of(ask(client)));
            Await.until("both are used", () -> {
                both.add(ask(client));
                return both.equals(Set.of(ONE, TWO));
            });

            names.silence(true);
            int asked = names.queries();
            Await.until("the name server is asked in vain", () -> {
                assertThat(ask(client)).isIn(ONE, TWO);
                return names.queries() > asked;
            });
            for (int i = 0; i < 20; i++) assertThat(ask(client)).isIn(ONE, TWO);
        }
    }

    /// Requests come all the time, so that a connection is never idle for long.
    @Test
    void connectionsToWhereABackendIsNoMoreAreLetGoOf() throws Exception {
        HttpServer old = server(ONE, 0, true);
        HttpServer moved = server(TWO, old.getAddress().getPort(), true);
        try (NameServer names = new NameServer();
                ConfiguredProxy proxy = ConfiguredProxy.start(
                        "dns: {servers: [\"%s\"], max-ttl: 1s}\n".formatted(names.address()),
                        "t=shop.test:" + old.getAddress().getPort());
                RawClient client = proxy.client()) {
            names.know(ONE);
            Await.until("it is found", () -> ask(client).equals(ONE));
            names.know(TWO);
            Await.until("it has moved", () -> {
                String answer = ask(client);
                assertThat(answer).isIn(ONE, TWO);
                return answer.equals(TWO);
            });
            for (int i = 0; i < 20; i++) assertThat(ask(client)).isEqualTo(TWO);
        } finally {
            old.stop(0);
            moved.stop(0);
        }
    }

    /// Not for as long as a query may take.
    @Test
    void aNameOfWhichNothingIsKnownIsWaitedForAsAConnectionIs() throws Exception {
        try (NameServer names = new NameServer()) {
            names.silence(true);
            try (ConfiguredProxy proxy = ConfiguredProxy.start(
                            "proxy:\n  connect-timeout: 100ms\ndns: {servers: [\"%s\"], query-timeout: 1m}\n"
                                    .formatted(names.address()),
                            "t=shop.test:" + one.getAddress().getPort());
                    RawClient client = proxy.client()) {
                assertThat(ask(client)).isEqualTo("504");
            }
        }
    }
}
