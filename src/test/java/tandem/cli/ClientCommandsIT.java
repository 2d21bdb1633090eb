package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.admin.AdminServer;
import tandem.admin.AdminSettings;
import tandem.admin.Caller;
import tandem.admin.ClientCertificates;
import tandem.admin.Event;
import tandem.admin.FakeNode;
import tandem.admin.NewToken;
import tandem.admin.Reloaded;
import tandem.admin.SwitchoverReply;
import tandem.backend.Backend;
import tandem.backend.PoolChange;
import tandem.config.ConfigFile;
import tandem.config.Identity;
import tandem.config.Loaded;
import tandem.config.SettingsJson;
import tandem.fixture.Await;
import tandem.fixture.FreePorts;
import tandem.fixture.RawBackend;
import tandem.fixture.RawClient;
import tandem.fixture.SelfSigned;
import tandem.fixture.StrictJson;
import tandem.proxy.ListenerSnapshot;
import tandem.tls.CertificateSnapshot;
import tandem.tls.TestCertificates;
import tandem.tls.TlsSnapshot;

/// The commands that ask a node, against the admin server of one whose every answer is known.
class ClientCommandsIT {
    private final Vertx vertx = Vertx.vertx();
    private final FakeNode node = new FakeNode("proxy-a");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        vertx.close();
    }

    private AdminServer start(AdminSettings.Access access) throws Exception {
        var settings = new AdminSettings(new AdminSettings.Listen("127.0.0.1", 0), null, access, List.of());
        return FakeNode.start(vertx, settings, node.services());
    }

    private int execute(AdminServer server, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--admin", "127.0.0.1:" + server.port()));
        return Tandem.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(all.toArray(String[]::new));
    }

    @Test
    void statusIsATableToReadOrJson() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        assertThat(execute(server, "status")).isZero();
        assertThat(out.toString())
                .contains(
                        "cluster test, as proxy-a sees it",
                        "VIP main (192.168.77.50/32): proxy-a, term 2",
                        "  why: proxy-b is gone",
                        "tomcat/tomcat-1  10.0.0.1:8080  healthy")
                .containsPattern("proxy-b +UNKNOWN .*did not answer within 700 ms");
        out.getBuffer().setLength(0);
        assertThat(execute(server, "status", "--json")).isZero();
        assertThat(new JsonObject(out.toString()).getString("cluster")).isEqualTo("test");
    }

    @Test
    void whyIsExplainedForWhateverHasAName() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        assertThat(execute(server, "explain", "proxy-a")).isZero();
        assertThat(execute(server, "explain", "tomcat/tomcat-1")).isZero();
        assertThat(execute(server, "explain", "proxy-b")).isZero();
        assertThat(out.toString())
                .contains(
                        "node proxy-a is ready",
                        "good: own data path: answered 200",
                        "vip main (192.168.77.50/32) at proxy-a: active, term 2",
                        "standby of proxy-b -> active, term 2: proxy-b is gone; silent for 21.0 ms before; decided 0.12 ms,"
                                + " added 1.0 ms, announced 2.0 ms, first request answered 6.0 ms",
                        "backend tomcat/tomcat-1 (10.0.0.1:8080) as proxy-a sees it: healthy for 3s",
                        "  because 2 requests failed in a row",
                        "  requests: 99 tried, 1 failed, 2 in flight; 4 connections, 5 sessions",
                        "  check 0s ago passed: answered 200 in 1 ms, took 1.5 ms",
                        "node proxy-b does not answer");
        assertThat(execute(server, "explain", "nobody")).isEqualTo(1);
        assertThat(err.toString()).contains("is called nobody");
    }

    @Test
    void theLogLevelIsShownAndSetAndTheHistoryTellsOfIt() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        assertThat(execute(server, "log-level")).isZero();
        assertThat(out.toString()).startsWith("info");
        assertThat(execute(server, "log-level", "debug")).isEqualTo(5);
        assertThat(node.level).isEqualTo("debug");
        assertThat(out.toString()).contains("proxy-a: done", "proxy-b: node proxy-b did not answer");
        assertThat(err.toString()).contains("not done on every node");
        var other = node.with(new FakeNode("proxy-b"));
        assertThat(execute(server, "log-level", "warn")).isZero();
        assertThat(other.level).isEqualTo("warn");
        assertThat(execute(server, "log-level", "loud")).isEqualTo(1);
        assertThat(execute(server, "history", "--limit", "5")).isZero();
        assertThat(out.toString()).contains("INFO log level: local: set it to debug: debug");
        assertThat(execute(server, "history", "--limit", "0")).isEqualTo(1);
    }

    @Test
    void aSwitchoverNeedsNoNameWhereThereIsOneAddress() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        assertThat(execute(server, "switchover")).isZero();
        assertThat(out.toString()).isEqualTo("main: proxy-b has it" + System.lineSeparator());
        assertThat(execute(server, "switchover", "--vip", "other")).isEqualTo(1);
        assertThat(err.toString()).contains("there is no VIP other");
    }

    /// The answer says that it is under way: the command waits, and says what has come of it.
    @Test
    void aSwitchoverThatIsUnderWayIsNotTakenForDone() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        node.reply = new SwitchoverReply.UnderWay("it is under way");
        assertThat(execute(server, "switchover")).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("main: moved" + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
        node.owner(Optional.empty());
        assertThat(execute(server, "switchover")).isEqualTo(6);
        assertThat(err.toString()).contains("main: it is under way, not yet done; see `tandem status`");
    }

    /// It may be to another node, so that its end is not what this caller wished for.
    @Test
    void aSwitchoverThatSomebodyElseHasAskedForIsNotJoined() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        node.going = Optional.of("to proxy-b: it prepares");
        assertThat(execute(server, "switchover", "--to", "proxy-c")).isEqualTo(6);
        assertThat(err.toString())
                .isEqualTo("main: it is being moved already: to proxy-b: it prepares; see `tandem status`"
                        + System.lineSeparator());
        assertThat(node.moves).hasValue(0);
        node.going = Optional.empty();
        assertThat(execute(server, "switchover", "--to", "proxy-c")).isZero();
        assertThat(node.moves).hasValue(1);
    }

    /// Its connection breaks before the first answer, as where a node or a network fails.
    @Test
    void aChangeWhoseAnswerIsLostIsSentAgainWithItsKeyAndMadeOnce() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        node.with(new FakeNode("proxy-b"));
        var keys = new CopyOnWriteArrayList<String>();
        try (var between = RawBackend.start(connection -> passOn(connection, server.port(), keys))) {
            var url = "127.0.0.1:" + between.port();
            assertThat(run("backend", "weight", "tomcat-1", "5", "--pool", "tomcat", "--admin", url))
                    .as(err.toString())
                    .isZero();
        }
        assertThat(keys).hasSize(2).doesNotContain("");
        assertThat(keys.getFirst()).isEqualTo(keys.getLast());
        assertThat(node.changes).containsExactly(new PoolChange.Weigh("tomcat-1", 5));
    }

    /// Hands a call over, and its answer back, but for the first one.
    private static void passOn(RawBackend.Connection client, int port, List<String> keys) throws IOException {
        var head = client.readHead();
        var body = client.readBody(Integer.parseInt(field(head, "Content-Length")));
        keys.add(field(head, "Idempotency-Key"));
        // Without the wish for HTTP/2 that Java's client sends.
        var lines = head.lines()
                .filter(line -> !line.matches("(?i)(Connection|Upgrade|HTTP2-Settings): .*"))
                .toArray(String[]::new);
        try (var server = RawClient.connect(port)) {
            var answer = server.send(RawClient.head(lines) + new String(body, StandardCharsets.ISO_8859_1))
                    .read();
            if (keys.size() == 1) return;
            client.send(RawClient.head(
                            "HTTP/1.1 " + answer.status() + " as it was",
                            "Content-Type: application/json",
                            "Content-Length: " + answer.body().length())
                    + answer.body());
            client.awaitEnd();
        }
    }

    private static String field(String head, String name) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }

    @Test
    void aVipIsHeldAndReleased() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        node.reply = new SwitchoverReply.Done("proxy-a keeps it");
        assertThat(execute(server, "hold", "--limit", "60")).isZero();
        assertThat(node.held).isEqualTo(Duration.ofSeconds(60));
        assertThat(out.toString()).isEqualTo("main: proxy-a keeps it" + System.lineSeparator());
        assertThat(execute(server, "release", "--vip", "main")).isZero();
        assertThat(execute(server, "release", "--vip", "other")).isEqualTo(1);
        assertThat(execute(server, "status")).isZero();
        assertThat(out.toString()).contains("  held at proxy-a until 2026-03-01T10:00:00.123456Z");
    }

    @Test
    void backendsAreListedAndChangedOnEveryNode() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        assertThat(execute(server, "backend", "list")).isZero();
        assertThat(out.toString()).containsPattern("tomcat/tomcat-1 +10.0.0.1:8080 +healthy +enabled +1 ");
        assertThat(execute(server, "backend", "drain", "tomcat-1", "--limit", "60"))
                .isEqualTo(5);
        assertThat(out.toString()).contains("tomcat-1 is drained, for 60 s at most", "  proxy-a: done", "  proxy-b: ");
        assertThat(err.toString()).contains("not done on every node");
        node.with(new FakeNode("proxy-b"));
        assertThat(execute(server, "status")).isZero();
        assertThat(out.toString()).containsPattern("tomcat/tomcat-1 .* draining");
        assertThat(execute(server, "backend", "enable", "tomcat-1")).isZero();
        assertThat(execute(server, "backend", "weight", "tomcat-1", "5", "--pool", "tomcat"))
                .isZero();
        assertThat(execute(server, "backend", "add", "10.0.0.2:8080", "--name", "tomcat-2", "--weight", "2"))
                .isZero();
        assertThat(execute(server, "backend", "add", "10.0.0.3:8080", "--name", "spare", "--backup"))
                .isZero();
        assertThat(node.changes)
                .hasSize(5)
                .contains(new PoolChange.Add(new Backend("tomcat-2", "10.0.0.2", 8080, 2)))
                .endsWith(new PoolChange.Add(new Backend("spare", "10.0.0.3", 8080, 1, true)));
        assertThat(execute(server, "backend", "remove", "tomcat-1")).isEqualTo(1);
        assertThat(execute(server, "backend", "weight", "tomcat-1", "1001")).isEqualTo(1);
        assertThat(err.toString()).contains("it is the last one", "weight must be 0 to 1000, not 1001");
    }

    @Test
    void aReloadTellsWhatHasChangedAndWhereItWasNotDone() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        assertThat(execute(server, "reload", "--only")).isZero();
        assertThat(out.toString())
                .contains("pool tomcat: added", "  proxy-a: done")
                .doesNotContain("proxy-b");
        assertThat(execute(server, "reload")).isEqualTo(5);
        assertThat(out.toString()).contains("  proxy-b: node proxy-b did not answer");
        out.getBuffer().setLength(0);
        node.reloaded = Promise.<Reloaded>promise().future();
        assertThat(execute(server, "reload", "--only")).isEqualTo(6);
        assertThat(out.toString()).contains("  proxy-a: under way").doesNotContain("nothing has changed");
        assertThat(err.toString()).contains("it waits for one that was asked for before, on proxy-a");
        assertThat(execute(server, "reload"))
                .as("on the other it is not done at all")
                .isEqualTo(5);
        node.reloaded = Future.succeededFuture(
                new Reloaded.Refused(Instant.EPOCH, "test", List.of("test.yaml:3:1: vips: changed")));
        assertThat(execute(server, "reload", "--only")).isEqualTo(1);
        assertThat(err.toString()).contains("nothing has changed: test.yaml:3:1: vips: changed");
        assertThat(execute(server, "certificates")).isZero();
        assertThat(out.toString()).contains("no listener with TLS");
        var old = new CertificateSnapshot(
                "shop.pem", List.of("shop"), "CN=shop", "CN=ca", "0a", Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
        node.listeners = List.of(new ListenerSnapshot(
                "0.0.0.0:443", true, Optional.of(new TlsSnapshot(List.of(old), 5, 1, Optional.of("no key")))));
        assertThat(execute(server, "certificates")).isZero();
        assertThat(out.toString())
                .contains(
                        "0.0.0.0:443: 5 handshakes, 1 failed",
                        "  PROBLEM: the new files are not served: no key",
                        "  EXPIRED: shop.pem: shop; CN=shop, by CN=ca, until 1970-01-01T00:00:01Z")
                .doesNotContain("admin listener");
        node.certificate = Optional.of(new CertificateSnapshot(
                "admin.pem",
                List.of(),
                "CN=a",
                "CN=ca",
                "0b",
                Instant.EPOCH,
                Instant.now().plus(Duration.ofHours(50))));
        assertThat(execute(server, "certificates")).isZero();
        assertThat(out.toString())
                .containsPattern("admin listener:" + System.lineSeparator() + "  EXPIRES SOON: admin.pem: ");
        node.shown = Optional.of(new CertificateSnapshot(
                "proxy.pem",
                List.of(),
                "CN=proxy",
                "CN=ca",
                "0c",
                Instant.EPOCH,
                Instant.now().plus(Duration.ofHours(50))));
        assertThat(execute(server, "certificates")).isZero();
        assertThat(out.toString())
                .containsPattern("shown to the backends of pool tomcat:" + System.lineSeparator()
                        + "  EXPIRES SOON: proxy.pem: ");
        assertThat(execute(server, "status")).isZero();
        assertThat(out.toString())
                .contains(
                        "CERTIFICATE EXPIRES at proxy-a: proxy.pem, until ",
                        "CERTIFICATES NOT SERVED at proxy-a: no key",
                        "CERTIFICATE EXPIRED at proxy-a: shop.pem, until 1970-01-01T00:00:01Z",
                        "CERTIFICATE EXPIRES at proxy-a: admin.pem, until ");
    }

    @Test
    void aFileIsComparedWithTheSettingsInForce() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        var file = Launcher.ROOT.resolve("conf/demo.yaml");
        var loaded = (Loaded.Valid) ConfigFile.load(file, new Identity("proxy-a", null, null, "x", Set.of()));
        node.settings = SettingsJson.of(loaded.settings());

        assertThat(execute(server, "config", "diff", file.toString()))
                .as(err.toString())
                .isZero();
        var changed = Files.writeString(
                folder.resolve("changed.yaml"), Files.readString(file).replace("interval: 500ms", "interval: 700ms"));
        assertThat(execute(server, "config", "diff", changed.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("pools[0].health.check.interval: 500ms -> 700ms");
        assertThat(err.toString()).contains("differs from what is in force, in 2 settings");
        assertThat(execute(server, "config", "show")).isZero();
        assertThat(out.toString()).contains("\"interval\" : \"500ms\"");
    }

    @Test
    void aTokenIsTakenFromAFileAndItsWantHasAStatusOfItsOwn() throws Exception {
        var viewer = NewToken.of(new Caller("bob", Caller.Role.VIEWER));
        var tokens = Files.writeString(folder.resolve("tokens"), viewer.line());
        var server = start(new AdminSettings.Access(Optional.of(tokens.toString()), Optional.empty()));
        var mine = Files.writeString(folder.resolve("mine"), viewer.token() + "\n");

        assertThat(execute(server, "status")).isEqualTo(4);
        assertThat(execute(server, "status", "--token-file", mine.toString())).isZero();
        assertThat(execute(server, "switchover", "--token-file", mine.toString()))
                .isEqualTo(4);
        assertThat(err.toString()).contains("bob is a viewer; it takes an operator");
    }

    @Test
    void overTlsOnlyACertificateThatIsTrustedIsBelieved() throws Exception {
        var pem = SelfSigned.in(folder);
        var tls = new AdminSettings.Tls(pem.certificate().toString(), pem.key().toString());
        var server = start(new AdminSettings.Access(Optional.empty(), Optional.of(tls)));
        var url = "https://127.0.0.1:" + server.port();

        assertThat(run("status", "--admin", url, "--ca", pem.certificate().toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("VIP main");
        assertThat(run("status", "--admin", url)).isEqualTo(3);
        assertThat(run("status", "--admin", "127.0.0.1:" + server.port())).isEqualTo(3);
        assertThat(run("status", "--admin", url, "--ca", "none.pem")).isEqualTo(1);
    }

    @Test
    void aCertificateIsShownToANodeThatAsksForOne() throws Exception {
        var files = new TestCertificates(folder);
        var authority = TestCertificates.authority("operators");
        var server = files.write("server", TestCertificates.issued(authority, "localhost"));
        var alice = files.write("alice", TestCertificates.issued(authority, "alice"));
        var ca = files.write("ca.pem", authority.getCertificatePEM());
        var known = new ClientCertificates.Client(
                new ClientCertificates.Match.Subject("cn=alice"), new Caller("alice", Caller.Role.OPERATOR));
        var clients = new ClientCertificates(ClientCertificates.Demand.REQUIRED, ca, List.of(known));
        var tls = new AdminSettings.Tls(server.certificate(), server.key(), Optional.of(clients));
        var url = "https://localhost:"
                + start(new AdminSettings.Access(Optional.empty(), Optional.of(tls)))
                        .port();

        assertThat(run("hold", "--admin", url, "--ca", ca, "--cert", alice.certificate(), "--key", alice.key()))
                .as(err.toString())
                .isZero();
        assertThat(run("status", "--admin", url, "--ca", ca)).isEqualTo(3);
        assertThat(run("status", "--admin", url, "--ca", ca, "--cert", alice.certificate()))
                .isEqualTo(1);
        assertThat(run("status", "--admin", url, "--ca", ca, "--cert", ca, "--key", ca))
                .isEqualTo(1);
        assertThat(err.toString()).contains("give both --cert and --key", "cannot be used: ");
    }

    private int run(String... arguments) {
        return Tandem.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void theEndpointIsFoundInTheEnvironmentAndInAConfiguration() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        var options = new AdminOptions();
        var address = "127.0.0.1:" + server.port();
        assertThat(options.client(Map.of("TANDEM_ADMIN", address))
                        .get("/status")
                        .getString("node"))
                .isEqualTo("proxy-a");
        var file = Files.writeString(folder.resolve("node.yaml"), """
                pools: [{name: a, backends: [{address: 127.0.0.1:1}]}]
                admin: {listen: %s}
                """.formatted(address));
        assertThat(options.client(Map.of("TANDEM_CONFIG", file.toString()))
                        .get("/status")
                        .getString("node"))
                .isEqualTo("proxy-a");
    }

    @Test
    void theTokenIsFoundInTheEnvironmentAndByTheConfiguration() throws Exception {
        var operator = NewToken.of(new Caller("alice", Caller.Role.OPERATOR));
        var tokens = Files.writeString(folder.resolve("tokens"), operator.line());
        var server = start(new AdminSettings.Access(Optional.of(tokens.toString()), Optional.empty()));
        var mine = Files.writeString(folder.resolve("mine"), operator.token() + "\n");
        var file = Files.writeString(folder.resolve("node.yaml"), """
                pools: [{name: a, backends: [{address: 127.0.0.1:1}]}]
                admin: {listen: 127.0.0.1:%d, tokens-file: %s, command-token-file: %s}
                """.formatted(server.port(), tokens, mine));
        var options = new AdminOptions();
        var config = Map.of("TANDEM_CONFIG", file.toString());
        assertThat(options.client(config).get("/status").getString("node")).isEqualTo("proxy-a");
        var wrong = Map.of("TANDEM_CONFIG", file.toString(), "TANDEM_TOKEN", "tdm_wrong");
        assertThatThrownBy(() -> options.client(wrong).get("/status")).isInstanceOf(AdminClient.NotAllowed.class);
        var given = Map.of("TANDEM_ADMIN", "127.0.0.1:" + server.port(), "TANDEM_TOKEN", operator.token());
        assertThat(options.client(given).get("/status").getString("node")).isEqualTo("proxy-a");
        Files.delete(mine);
        assertThatThrownBy(() -> options.client(config)).hasMessageContaining("the token cannot be read");
    }

    /// A screen each second, until Ctrl-C. When the node ends, another one tells on; when nobody does, that is said.
    @Test
    void statusIsWatchedWhateverEnds() throws Exception {
        for (var format : List.of("", "--json")) {
            var other = FakeNode.start(vertx, settings(List.of()), new FakeNode("proxy-b").services());
            var peers = List.of(new AdminSettings.Peer("proxy-b", Optional.of("http://127.0.0.1:" + other.port())));
            var server = FakeNode.start(vertx, settings(peers), node.services());
            node.owner(Optional.of("proxy-a"));
            var shown = new Lines();
            var command = new ArrayList<>(List.of("status", "--watch", "--admin", "127.0.0.1:" + server.port()));
            if (!format.isEmpty()) command.add(format);
            var watch = Thread.ofPlatform()
                    .daemon()
                    .start(() -> Tandem.commandLine()
                            .setOut(new PrintWriter(shown, true))
                            .execute(command.toArray(String[]::new)));
            Await.until("the owner is shown", () -> owners(shown, format).contains("proxy-a"));
            node.owner(Optional.empty());
            Await.until("that nobody is is shown", () -> owners(shown, format).contains("nobody"));
            server.close().toCompletionStage().toCompletableFuture().get();
            var from = format.isEmpty() ? "as http://127.0.0.1:" + other.port() + " tells" : "\"node\":\"proxy-b\"";
            Await.until("another node is asked", () -> shown.text().contains(from));
            other.close().toCompletionStage().toCompletableFuture().get();
            if (format.isEmpty())
                Await.until("that nobody answers is shown", () -> shown.text().contains("UNKNOWN: no node answers at"));
            assertThat(watch.isAlive()).isTrue();
            watch.interrupt();
            watch.join();
        }
    }

    private static AdminSettings settings(List<AdminSettings.Peer> peers) {
        return new AdminSettings(new AdminSettings.Listen("127.0.0.1", 0), null, AdminSettings.Access.LOCAL, peers);
    }

    /// Who owns the address on each screen so far.
    private static List<String> owners(Lines shown, String format) {
        if (format.isEmpty())
            return Pattern.compile("\u001b\\[H\u001b\\[2J")
                    .splitAsStream(shown.text())
                    .filter(screen -> screen.contains("BACKEND"))
                    .map(screen -> screen.contains("NO OWNER") ? "nobody" : "proxy-a")
                    .toList();
        return shown.text()
                .lines()
                .filter(line -> line.endsWith("}"))
                .map(line -> StatusTable.objects(new JsonObject(line).getJsonArray("nodes"))
                        .filter(one -> one.containsKey("status"))
                        .findFirst()
                        .map(one ->
                                one.getJsonObject("status").getJsonArray("vips").getJsonObject(0))
                        .map(vip -> vip.getString("owner") == null ? "nobody" : vip.getString("owner"))
                        .orElse(""))
                .toList();
    }

    @Test
    void eventsAreFollowedAsTheyHappenUntilTheNodeEnds() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        for (var format : List.of("", "--json")) {
            var told = new Lines();
            var status = new CompletableFuture<Integer>();
            var command = new ArrayList<>(List.of("tail", "--admin", "127.0.0.1:" + server.port()));
            if (!format.isEmpty()) command.add(format);
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> status.complete(Tandem.commandLine()
                            .setOut(new PrintWriter(told, true))
                            .setErr(new PrintWriter(err, true))
                            .execute(command.toArray(String[]::new))));
            happens("the first of " + format);
            Await.until("the first is told", () -> told.text().contains("the first of " + format));
            happens("the second");
            Await.until("the second is told", () -> told.text().contains("the second"));
            var lines = told.text()
                    .lines()
                    .filter(line -> line.contains("the second"))
                    .toList();
            if (format.isEmpty())
                assertThat(lines.getLast()).isEqualTo("1970-01-01T00:00:00Z WARNING pool shop: the second");
            else assertThat(StrictJson.object(lines.getLast())).containsEntry("kind", "pool");
            assertThat(status).isNotDone();
            if (!format.isEmpty()) {
                server.close().toCompletionStage().toCompletableFuture().get();
                assertThat(status.get()).isEqualTo(3);
                assertThat(err.toString()).contains("no node answers at");
            }
        }
    }

    /// It accepts connections and says nothing, as one that is frozen does.
    @Test
    void statusAndTailGoOnToTheNextNodeWhenOneDoesNotAnswer() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        try (var frozen = RawBackend.start(RawBackend.Connection::awaitEnd)) {
            var both = "127.0.0.1:" + frozen.port() + ", 127.0.0.1:" + server.port();
            assertThat(run("status", "--json", "--admin", both))
                    .as(err.toString())
                    .isZero();
            assertThat(new JsonObject(out.toString()).getString("node")).isEqualTo("proxy-a");
            assertThat(err.toString()).startsWith("no node answers at http://127.0.0.1:" + frozen.port());
            err.getBuffer().setLength(0);
            assertThat(run("status", "--admin", "127.0.0.1:" + frozen.port() + ",127.0.0.1:" + frozen.port()))
                    .isEqualTo(3);
            assertThat(err.toString()).contains("none of the 2 nodes answers");

            happens("something");
            var told = new Lines();
            var warned = new Lines();
            tail(both, told, warned);
            Await.until("the next one is followed", () -> told.text().contains("something"));
            assertThat(warned.text())
                    .contains("no node answers at http://127.0.0.1:" + frozen.port() + " within 2 s; asking"
                            + " http://127.0.0.1:" + server.port());
        }
    }

    @Test
    void theOtherNodesOfAConfigurationAreAskedInPlaceOfItsOwn() throws Exception {
        var server = start(AdminSettings.Access.LOCAL);
        try (var frozen = RawBackend.start(RawBackend.Connection::awaitEnd)) {
            var ports = FreePorts.find(4);
            var file = Files.writeString(folder.resolve("pair.yaml"), """
                    pools: [{name: a, backends: [{address: 127.0.0.1:1}]}]
                    cluster:
                      name: test
                      nodes:
                        - {name: one, address: 127.0.0.1:%d, listen: 127.0.0.1:%d, admin: 127.0.0.1:%d}
                        - {name: two, address: 127.0.0.1:%d, listen: 127.0.0.1:%d, admin: 127.0.0.1:%d}
                    """.formatted(
                            ports.get(0), ports.get(2), frozen.port(), ports.get(1), ports.get(3), server.port()));
            assertThat(run("status", "--json", "-c", file.toString(), "--node", "one"))
                    .as(err.toString())
                    .isZero();
            assertThat(new JsonObject(out.toString()).getString("node")).isEqualTo("proxy-a");
        }
    }

    /// Its connection lives on, as where a node is frozen or a cable is pulled.
    @Test
    void aNodeThatFallsSilentIsAskedAgainFromWhereItStopped() throws Exception {
        var heads = new CopyOnWriteArrayList<String>();
        try (var node = RawBackend.start(connection -> {
            heads.add(connection.readHead());
            var event = new JsonObject()
                    .put("id", heads.size())
                    .put("at", "2026-03-01T10:00:0" + heads.size() + "Z")
                    .put("kind", "pool")
                    .put("grade", "info")
                    .put("subject", "pool shop")
                    .put("text", "number " + heads.size());
            connection.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nid: " + heads.size()
                    + "\nevent: event\ndata: " + event.encode() + "\n\n");
            connection.awaitEnd();
        })) {
            var told = new Lines();
            var warned = new Lines();
            tail("127.0.0.1:" + node.port(), told, warned);
            Await.until("the second is told", () -> told.text().contains("number 2"));
            assertThat(told.text().lines().filter(line -> line.endsWith("number 1")))
                    .hasSize(1);
            assertThat(field(heads.get(0), "Last-Event-ID")).isEmpty();
            assertThat(field(heads.get(1), "Last-Event-ID")).isEqualTo("1");
            var url = "http://127.0.0.1:" + node.port();
            assertThat(warned.text()).startsWith("nothing has come from " + url + " for 3 s; asking " + url);
        }
    }

    private static void tail(String admin, Writer told, Writer warned) {
        Thread.ofPlatform()
                .daemon()
                .start(() -> Tandem.commandLine()
                        .setOut(new PrintWriter(told, true))
                        .setErr(new PrintWriter(warned, true))
                        .execute("tail", "--admin", admin));
    }

    private void happens(String text) {
        node.events.add(
                new Event.Draft(Event.Kind.POOL, Event.Grade.WARNING, "pool shop", text, new JsonObject()),
                Instant.EPOCH);
    }

    /// What a command prints, for another thread to read.
    private static final class Lines extends Writer {
        private final StringBuilder text = new StringBuilder();

        synchronized String text() {
            return text.toString();
        }

        @Override
        public synchronized void write(char[] buffer, int offset, int length) {
            text.append(buffer, offset, length);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Test
    void theCompletionIsAScriptThatTheShellUnderstands() throws Exception {
        assertThat(Tandem.commandLine().setOut(new PrintWriter(out, true)).execute("generate-completion"))
                .isZero();
        var script = Files.writeString(folder.resolve("completion"), out.toString());
        assertThat(new ProcessBuilder("bash", "-n", script.toString()).start().waitFor())
                .isZero();
        assertThat(out.toString()).contains("switchover", "log-level", "--token-file");
    }
}
