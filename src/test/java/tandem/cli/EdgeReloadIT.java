package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static tandem.fixture.RawClient.head;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.Reloaded;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.fixture.Await;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;

/// What is done with requests besides passing them on is exchanged while they come.
class EdgeReloadIT {
    private static final Identity ANY = new Identity(null, null, null, "somewhere", Set.of());

    private final Path folder;
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(3));
    private final RawBackend backend = RawBackend.start(connection -> {
        for (String head = connection.readHead(); !head.isEmpty(); head = connection.readHead())
            connection.answer(head.contains("\nX-Forwarded-For: 192.0.2.1") ? "for 192.0.2.1" : "backend");
    });
    private final DataPath path;
    private final Reloader reloader;

    EdgeReloadIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        var source = new Reloader.Source(folder.resolve("test.yaml"), ANY);
        write("", "");
        var loaded = source.load();
        assertThat(loaded).as(loaded.report().text()).isInstanceOf(Loaded.Valid.class);
        var settings = ((Loaded.Valid) loaded).settings();
        path = ProxyUnderTest.await(DataPath.start(vertx, settings, _ -> {}, _ -> {}));
        reloader = new Reloader(
                source, new LiveChange(path, Duration.ofSeconds(5), ReloadIT.notifier(vertx, settings)), settings);
    }

    @AfterEach
    void stop() {
        reloader.close();
        ProxyUnderTest.await(path.stop(Duration.ofSeconds(1)));
        ProxyUnderTest.await(vertx.close());
        backend.close();
    }

    private void write(String proxy, String more) throws IOException {
        Files.writeString(folder.resolve("test.yaml"), """
                proxy: {listen: "127.0.0.1:0", event-loops: 2%s}
                pools: [{name: raw, backends: [{name: raw, address: "127.0.0.1:%d"}], check: {kind: tcp}}]
                %s
                """.formatted(proxy, backend.port(), more));
    }

    private void reload(String proxy, String more, String... changes) throws IOException {
        write(proxy, more);
        assertThat(ProxyUnderTest.await(reloader.reload("the test")))
                .isInstanceOfSatisfying(
                        Reloaded.Done.class, done -> assertThat(done.changes()).containsExactly(changes));
    }

    private RawClient client() {
        var address = path.listening().getFirst().address();
        return RawClient.connect(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }

    @Test
    void routesPagesAndLimitsComeChangeAndGoOnConnectionsThatAreOpen() throws Exception {
        try (var client = client()) {
            assertThat(client.get("/a").body()).isEqualTo("backend");
            reload("", "hosts: [{routes: [{path: /a, respond: {body: one}}]}]", "hosts is changed");
            assertThat(client.get("/a").body()).isEqualTo("one");
            reload("", """
                    hosts: [{routes: [{path: /a, respond: {body: two}}]}]
                    limits: {body-bytes: 1B}
                    error-pages: [{status: [413], body: less}]
                    """, "hosts is changed", "limits is changed", "error-pages is changed");
            assertThat(client.get("/a").body()).isEqualTo("two");
            var large = client.send(head("POST / HTTP/1.1", "Host: h", "Content-Length: 2") + "xx")
                    .read();
            assertThat(large.status()).isEqualTo(413);
            assertThat(large.body()).isEqualTo("less");
        }
        // Counted as one route all the time, though it was another one each time.
        assertThat(path.traffic().figures().routes())
                .anySatisfy(route -> assertThat(route.answers()).containsEntry("2xx", 2L));
        reload("", "", "hosts is changed", "limits is changed", "error-pages is changed");
        try (var client = client()) {
            assertThat(client.get("/a").body()).isEqualTo("backend");
        }
    }

    @Test
    void whoIsBelievedChangesBesideRoutes() throws Exception {
        var routes = "hosts: [{routes: [{path: /a, respond: {body: one}}]}]";
        reload("", routes, "hosts is changed");
        try (var client = client()) {
            assertThat(asIfFor192(client)).isEqualTo("backend");
        }
        reload(
                ", trusted-proxies: [127.0.0.1/32]",
                routes,
                "time-outs, limits or trusted proxies of proxy are changed");
        try (var client = client()) {
            assertThat(asIfFor192(client)).isEqualTo("for 192.0.2.1");
        }
        reload(", trusted-proxies: [127.0.0.1/32], request-id: true", routes, "what proxy says of clients is changed");
        try (var client = client()) {
            assertThat(client.get("/").field("X-Request-Id")).isPresent();
        }
    }

    private static String asIfFor192(RawClient client) throws IOException {
        return client.send(head("GET / HTTP/1.1", "Host: h", "X-Forwarded-For: 192.0.2.1"))
                .read()
                .body();
    }

    @Test
    void theLogGoesOnInAnotherFormatAndInAnotherFile() throws Exception {
        Path log = folder.resolve("access.log");
        Path other = folder.resolve("other.log");
        try (var client = client()) {
            reload("", "access-log: {file: %s, format: \"one $uri\"}".formatted(log), "access-log is changed");
            client.get("/1");
            reload("", "access-log: {file: %s, format: \"two $uri\"}".formatted(log), "access-log is changed");
            client.get("/2");
            reload("", "access-log: {file: %s, format: \"two $uri\"}".formatted(other), "access-log is changed");
            client.get("/3");
            reload("", "", "access-log is changed");
            client.get("/4");
        }
        // A log is closed, and what waits for it is written, before a reload is over.
        assertThat(Files.readAllLines(log)).containsExactly("one /1", "two /2");
        assertThat(Files.readAllLines(other)).containsExactly("two /3");
    }

    @Test
    void theLogIsOpenedAnewWhenTold() throws Exception {
        Path log = folder.resolve("access.log");
        Path moved = folder.resolve("access.log.old");
        reload("", "access-log: {file: %s, format: $uri}".formatted(log), "access-log is changed");
        try (var client = client()) {
            client.get("/1");
            Await.until("the line is written", Duration.ofSeconds(30), () -> Files.size(log) > 0);
            Files.move(log, moved);
            path.reopenLogs();
            Await.until("there is a new file", () -> Files.exists(log));
            client.get("/2");
            Await.until("the line is written", Duration.ofSeconds(30), () -> Files.size(log) > 0);
        }
        assertThat(Files.readAllLines(moved)).containsExactly("/1");
        assertThat(Files.readAllLines(log)).containsExactly("/2");
        assertThat(path.traffic().figures().logLines()).containsEntry("written", 2L);
    }

    @Test
    void aFullDiskStopsNoRequest() throws Exception {
        reload("", "access-log: {file: /dev/full}", "access-log is changed");
        try (var client = client()) {
            for (int i = 0; i < 100; i++) assertThat(client.get("/").status()).isEqualTo(200);
        }
        Await.until(
                "all lines are counted as dropped",
                () -> Long.valueOf(100)
                        .equals(path.traffic().figures().logLines().get("dropped")));
    }

    @Test
    void aLogThatCannotBeOpenedRefusesTheReloadAndNothingHasChanged() throws Exception {
        write("", """
                access-log: {file: %s}
                hosts: [{routes: [{prefix: /, respond: {body: new}}]}]
                """.formatted(folder.resolve("no/such/folder/access.log")));
        assertThat(ProxyUnderTest.await(reloader.reload("the test")))
                .isInstanceOfSatisfying(
                        Reloaded.Refused.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .asString()
                                .contains("no/such/folder"));
        try (var client = client()) {
            assertThat(client.get("/").body()).isEqualTo("backend");
        }
    }

    @Test
    void aPageWhoseFileHasChangedIsReadAgain() throws Exception {
        Path page = Files.writeString(folder.resolve("page.html"), "before");
        var more = "hosts: [{routes: [{prefix: /, respond: {file: %s}}]}]".formatted(page);
        reload("", more, "hosts is changed");
        reload("", more);
        Files.writeString(page, "afterwards");
        reload("", more, "files of pages are read again");
        try (var client = client()) {
            assertThat(client.get("/").body()).isEqualTo("afterwards");
        }
    }

    /// Who is connected stays counted, by one counter for both event loops.
    @Test
    void theLimitOfConnectionsIsChangedForWhoeverIsConnected() throws Exception {
        reload("", "limits: {connections-by-client: 4}", "limits is changed");
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) clients.add(stranger());
            for (Socket client : clients) assertThat(isServed(client)).isTrue();
            assertThat(isServed(stranger())).isFalse();
            reload("", "limits: {connections-by-client: 5}", "limits is changed");
            clients.add(stranger());
            assertThat(isServed(clients.getLast())).isTrue();
            assertThat(isServed(stranger())).isFalse();
            reload("", "limits: {connections-by-client: 2}", "limits is changed");
            for (Socket client : clients) assertThat(isServed(client)).isTrue();
            assertThat(isServed(stranger())).isFalse();
        } finally {
            for (Socket client : clients) client.close();
        }
        Await.until("there is room again", Duration.ofSeconds(30), () -> isServed(stranger()));
    }

    /// From another address than the proxy's, since the host's own connections do not count.
    private Socket stranger() throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
        var address = path.listening().getFirst().address();
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(address.substring(address.lastIndexOf(':') + 1))));
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static boolean isServed(Socket socket) {
        try {
            socket.getOutputStream().write(head("GET / HTTP/1.1", "Host: h").getBytes(StandardCharsets.ISO_8859_1));
            byte[] answer = new byte[1024];
            return socket.getInputStream().read(answer) > 0;
        } catch (IOException reset) {
            return false;
        }
    }
}
