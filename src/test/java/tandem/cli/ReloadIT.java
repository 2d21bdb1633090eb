package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.Event;
import tandem.admin.Reloaded;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.Settings;
import tandem.fixture.Await;
import tandem.fixture.FreePorts;
import tandem.fixture.OpenLoop;
import tandem.fixture.ProxyUnderTest;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;
import tandem.fixture.TomcatBackend;
import tandem.notify.Notifier;
import tandem.tls.TestCertificates;

/// A changed file is taken over by a running data path.
@SideBySide
class ReloadIT {
    private static final Identity ANY = new Identity(null, null, null, "somewhere", Set.of());

    private final Path folder;
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(3));
    private final TomcatBackend one = TomcatBackend.start("one");
    private final TomcatBackend two = TomcatBackend.start("two");
    private final int extra;
    private final DataPath path;
    private final Notifier notifier;
    private final Reloader reloader;

    ReloadIT(@TempDir Path folder) throws IOException {
        this.folder = folder;
        extra = FreePorts.find();
        var source = new Reloader.Source(folder.resolve("test.yaml"), ANY);
        write("", backend("one", one), "");
        var settings = settings(source);
        path = ProxyUnderTest.await(DataPath.start(vertx, settings, _ -> {}, _ -> {}));
        for (var listener : settings.listeners())
            ProxyUnderTest.await(path.listeners().open(listener));
        notifier = notifier(vertx, settings);
        reloader = new Reloader(source, new LiveChange(path, Duration.ofSeconds(5), notifier), settings);
    }

    static Notifier notifier(Vertx vertx, Settings settings) {
        try {
            return Notifier.of(vertx, settings.notifications(), "shop", "proxy-a", 100);
        } catch (Notifier.Unusable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Settings settings(Reloader.Source source) {
        var loaded = source.load();
        assertThat(loaded).as(loaded.report().text()).isInstanceOf(Loaded.Valid.class);
        return ((Loaded.Valid) loaded).settings();
    }

    @AfterEach
    void stop() {
        reloader.close();
        ProxyUnderTest.await(path.stop(Duration.ofSeconds(1)));
        ProxyUnderTest.await(vertx.close());
        one.close();
        two.close();
    }

    private static String backend(String name, TomcatBackend tomcat) {
        return "{name: " + name + ", address: \"127.0.0.1:" + tomcat.port() + "\"}";
    }

    /// Writes another file and puts it in the place of the old one, as editors do.
    private void write(String proxy, String backends, String more) throws IOException {
        var fresh = Files.writeString(folder.resolve("fresh.yaml"), """
                proxy: {listen: "127.0.0.1:0", event-loops: 2%s}
                pools: [{name: web, check: {interval: 200ms, timeout: 200ms}, backends: [%s]}]
                %s
                """.formatted(proxy, backends, more));
        Files.move(
                fresh,
                folder.resolve("test.yaml"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }

    private Reloaded reload() {
        return ProxyUnderTest.await(reloader.reload("the test"));
    }

    private void done(String... changes) {
        assertThat(reload())
                .isInstanceOfSatisfying(
                        Reloaded.Done.class, done -> assertThat(done.changes()).containsExactly(changes));
    }

    private int port() {
        var address = path.listening().stream()
                .map(listener -> listener.address())
                .filter(text -> !text.endsWith(":" + extra))
                .findFirst()
                .orElseThrow();
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    @Test
    void twoHundredReloadsUnderLoadFailNoRequest() throws Exception {
        var both = backend("one", one) + ", " + backend("two", two);
        var more = "listeners: [{listen: \"127.0.0.1:" + extra + "\"}]";
        var besides = """

                hosts: [{response-headers: [{set: X-A, value: b}], routes: [{prefix: /}]}]
                limits: {connections-by-client: 9999, concurrent-requests: 9999}
                access-log: {file: %s}
                """.formatted(folder.resolve("access.log"));
        try (var load = OpenLoop.start(port(), 16, 400, OpenLoop.idempotent())) {
            load.awaitMore(100);
            for (int i = 0; i < 200; i++) {
                if (i % 4 == 0) write("", both, more);
                else if (i % 4 == 1)
                    write(", response-timeout: 59s", backend("two", two), i % 8 == 1 ? more + besides : more);
                else if (i % 4 == 2) write("", both, "");
                else write("", backend("one", one), "");
                assertThat(reload())
                        .isInstanceOfSatisfying(
                                Reloaded.Done.class,
                                done -> assertThat(done.changes()).isNotEmpty());
            }
            load.awaitMore(100);
            load.stop();
            assertThat(load.failures()).isEmpty();
            assertThat(load.answered("two")).isPositive();
            assertThat(load.answered("one")).isPositive();
        }
    }

    @Test
    void nothingNewChangesNothing() {
        done();
    }

    @Test
    void listenersComeAndGoAndOthersAreNotTouched() throws Exception {
        try (var client = RawClient.connect(port())) {
            assertThat(client.get("/").body()).isEqualTo("one");
            write("", backend("one", one), "listeners: [{listen: \"127.0.0.1:" + extra + "\"}]");
            done("listener 127.0.0.1:" + extra + " is opened");
            try (var added = RawClient.connect(extra)) {
                assertThat(added.get("/").body()).isEqualTo("one");
                write("", backend("one", one), "");
                done("listener 127.0.0.1:" + extra + " is closed");
                assertThat(added.isEnded()).isTrue();
            }
            assertThat(client.get("/").body()).isEqualTo("one");
        }
    }

    @Test
    void whereClientsAreSentChangesForNewConnections() throws Exception {
        for (int port : new int[] {8443, 9443}) {
            write("", backend("one", one), """
                    listeners: [{listen: "127.0.0.1:%d", redirect-to-https: %d}]
                    """.formatted(extra, port));
            done("listener 127.0.0.1:" + extra + (port == 8443 ? " is opened" : " is changed"));
            try (var client = RawClient.connect(extra)) {
                assertThat(client.get("/").field("Location")).contains("https://test:" + port + "/");
            }
        }
    }

    @Test
    void aListenerCanBeGivenTlsWhileItsConnectionsGoOn() throws Exception {
        var authority = TestCertificates.authority("Test Authority");
        var pair = new TestCertificates(folder).write("a", TestCertificates.issued(authority, "localhost"));
        write("", backend("one", one), "listeners: [{listen: \"127.0.0.1:" + extra + "\"}]");
        done("listener 127.0.0.1:" + extra + " is opened");
        try (var plain = RawClient.connect(extra)) {
            assertThat(plain.get("/").body()).isEqualTo("one");
            write("", backend("one", one), """
                    listeners: [{listen: "127.0.0.1:%d", tls: {certificates: [{certificate: %s, key: %s}]}}]
                    """.formatted(extra, pair.certificate(), pair.key()));
            done("listener 127.0.0.1:" + extra + " is changed");
            assertThat(plain.get("/").body()).isEqualTo("one");
            assertThat(path.listening()).anyMatch(listener -> listener.tls().isPresent());

            Files.writeString(Path.of(pair.key()), "nonsense");
            assertRefused("test.yaml:3:", "listeners[0].tls.certificates[0].key: found no private keys");
        }
    }

    /// A reload changes nothing for one reason, in which all of this stands.
    private void assertRefused(String... texts) throws Exception {
        assertThat(reload())
                .isInstanceOfSatisfying(
                        Reloaded.Refused.class,
                        refused -> assertThat(refused.problems())
                                .singleElement()
                                .asString()
                                .contains(texts));
    }

    private void assertUnchanged() throws Exception {
        try (var client = RawClient.connect(port())) {
            assertThat(client.get("/").body()).isEqualTo("one");
        }
    }

    @Test
    void aBrokenFileChangesNothingAndSaysWhy() throws Exception {
        write(", respones-timeout: 1s", backend("two", two), "");
        assertRefused("test.yaml:1:", "proxy.respones-timeout: unknown key");
        assertThat(reloader.last()).containsInstanceOf(Reloaded.Refused.class);
        assertUnchanged();
    }

    @Test
    void whatNeedsARestartIsRefusedAsAWhole() throws Exception {
        write("", backend("two", two), "stop: {drain: 1s}");
        assertThat(reload())
                .isInstanceOfSatisfying(
                        Reloaded.Refused.class,
                        refused -> assertThat(refused.problems())
                                .containsExactly("stop: changed; it is read at the start only, and needs a restart"));
        assertUnchanged();
    }

    @Test
    void anAddressThatIsTakenRefusesTheWhole() throws Exception {
        try (var taken = new ServerSocket(extra, 1, java.net.InetAddress.getLoopbackAddress())) {
            write("", backend("two", two), "listeners: [{listen: \"127.0.0.1:" + taken.getLocalPort() + "\"}]");
            assertRefused("cannot listen on 127.0.0.1:" + extra);
            assertUnchanged();
        }
    }

    @Test
    void otherTimeOutsHoldForConnectionsThatAreOpen() throws Exception {
        try (var client = RawClient.connect(port())) {
            assertThat(client.get("/sleep?ms=300").status()).isEqualTo(200);
            write(", response-timeout: 100ms", backend("one", one), "");
            done("time-outs, limits or trusted proxies of proxy are changed");
            assertThat(client.get("/sleep?ms=5000").status()).isEqualTo(504);
        }
    }

    @Test
    void aBackendTakesThePlaceOfAnother() throws Exception {
        write("", backend("two", two), "");
        done("pool web: two (127.0.0.1:" + two.port() + ") is added, of weight 1", "pool web: one is removed");
        try (var client = RawClient.connect(port())) {
            for (int i = 0; i < 10; i++) assertThat(client.get("/").body()).isEqualTo("two");
        }
        Await.until(
                "one is left alone",
                () -> path.livePools().list().getFirst().backends().size() == 1);
    }

    @Test
    void somebodyElseIsToldAfterAReload() throws Exception {
        var told = folder.resolve("told");
        var script = Files.writeString(folder.resolve("tell.sh"), "#!/bin/sh\necho $1 $4 >> " + told + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        write("", backend("one", one), "notifications: {command: [" + script + ", first]}");
        done("notifications are told in another way");
        done();
        notifier.tell(role("active"));
        Await.until("it is told", () -> lines(told).equals(List.of("first MASTER")));

        write("", backend("one", one), "notifications: {command: [" + script + ", second]}");
        done("notifications are told in another way");
        notifier.tell(role("abstains"));
        Await.until("it is told", () -> lines(told).equals(List.of("first MASTER", "second FAULT")));

        write("", backend("one", one), "notifications: {webhook: {url: \"http://127.0.0.1:1/\", secret-file: none}}");
        assertThat(reload())
                .isInstanceOfSatisfying(
                        Reloaded.Refused.class,
                        refused -> assertThat(refused.problems().getFirst()).contains("webhook.secret-file"));
        notifier.tell(role("active"));
        Await.until("it is told as before", () -> lines(told).getLast().equals("second MASTER"));
    }

    private static Event role(String to) {
        var data = new JsonObject().put("to", to).put("term", 1L);
        return new Event(
                1, Instant.EPOCH, new Event.Draft(Event.Kind.ROLE, Event.Grade.INFO, "vip main", "-> " + to, data));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
