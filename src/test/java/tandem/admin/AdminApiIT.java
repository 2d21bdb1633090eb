package tandem.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.openapi.contract.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tandem.backend.Backend;
import tandem.backend.PoolChange;
import tandem.cluster.Fitness;
import tandem.cluster.MemberStatus;
import tandem.fixture.RawClient;
import tandem.fixture.SideBySide;
import tandem.health.BackendStatus;
import tandem.health.HealthChange;
import tandem.health.Standing;
import tandem.proxy.ListenerSnapshot;
import tandem.proxy.PoolSnapshot;
import tandem.tls.CertificateSnapshot;
import tandem.tls.TestCertificates;
import tandem.tls.TlsSnapshot;
import tandem.vip.Role;

/// Every call of the admin API, asked by HTTP, and every answer held to the document that describes it.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SideBySide
class AdminApiIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Vertx vertx;
    private static Contract contract;
    private static EventLog served;

    private FakeNode a;
    private FakeNode b;
    private static AdminServer server;
    private static final FakeNode[] CURRENT = new FakeNode[1];

    @BeforeAll
    static void startServer() throws Exception {
        vertx = Vertx.vertx();
        contract = new Contract(vertx);
        var settings = new AdminSettings(
                new AdminSettings.Listen("127.0.0.1", 0),
                null,
                AdminSettings.Access.LOCAL,
                List.of(
                        new AdminSettings.Peer("proxy-a", Optional.empty()),
                        new AdminSettings.Peer("proxy-b", Optional.of("http://10.0.0.2:9900"))));
        CURRENT[0] = new FakeNode("proxy-a");
        served = CURRENT[0].events;
        var services = new Services(
                () -> CURRENT[0].snapshot(),
                () -> CURRENT[0].readiness(),
                new Switchover() {
                    @Override
                    public Future<SwitchoverReply> move(String vip, Optional<String> to) {
                        return CURRENT[0].move(vip, to);
                    }

                    @Override
                    public Future<SwitchoverReply> hold(String vip, Duration limit) {
                        return CURRENT[0].hold(vip, limit);
                    }

                    @Override
                    public Future<SwitchoverReply> release(String vip) {
                        return CURRENT[0].release(vip);
                    }
                },
                (node, question) -> CURRENT[0].ask(node, question),
                new Control() {
                    @Override
                    public JsonObject settings() {
                        return CURRENT[0].settings();
                    }

                    @Override
                    public JsonObject check(String yaml) {
                        return CURRENT[0].check(yaml);
                    }

                    @Override
                    public Reload reload() {
                        return CURRENT[0];
                    }

                    @Override
                    public String logLevel() {
                        return CURRENT[0].logLevel();
                    }

                    @Override
                    public void logLevel(String level) {
                        CURRENT[0].logLevel(level);
                    }
                },
                CURRENT[0].events,
                new SharedPools() {
                    @Override
                    public List<PoolSnapshot> list() {
                        return CURRENT[0].list();
                    }

                    @Override
                    public Changed change(String pool, PoolChange change, Instant asked) {
                        return CURRENT[0].change(pool, change, asked);
                    }

                    @Override
                    public Changed follow(String pool, PoolChange change, Instant at) {
                        return CURRENT[0].follow(pool, change, at);
                    }

                    @Override
                    public Instant newest(String pool, String backend) {
                        return CURRENT[0].newest(pool, backend);
                    }

                    @Override
                    public Optional<List<BackendStatus.LastCheck>> checks(String pool, String backend) {
                        return CURRENT[0].checks(pool, backend);
                    }

                    @Override
                    public JsonObject wishes(JsonObject question) {
                        return CURRENT[0].wishes(question);
                    }
                },
                () -> CURRENT[0].metrics());
        server = FakeNode.start(vertx, settings, services);
    }

    @AfterAll
    static void stop() {
        HTTP.close();
        vertx.close();
    }

    @BeforeEach
    void freshNodes() {
        a = new FakeNode("proxy-a");
        b = new FakeNode("proxy-b");
        a.others.put("proxy-b", b);
        CURRENT[0] = a;
    }

    @Test
    void theDocumentAndTheServerKnowTheSameCalls() {
        var api = AdminServer.api(
                vertx,
                Router.router(vertx),
                new Gate(null),
                new AdminSettings(
                        new AdminSettings.Listen("127.0.0.1", 0), null, AdminSettings.Access.LOCAL, List.of()),
                a.services());
        Set<String> served = api.calls().stream()
                .map(call -> call.method() + " " + call.path())
                .collect(Collectors.toSet());
        assertThat(served).isEqualTo(contract.calls());
    }

    @Test
    void everythingThatIsShownIsAsTheDocumentSays() throws Exception {
        expect("livez", 200, get("/livez"));
        expect("readyz", 200, get("/readyz"));
        a.ready = false;
        expect("readyz", 503, get("/readyz"));
        expect("openapi", 200, get("/v1/openapi.yaml"));
        expect("status", 200, get("/status"));
        var cluster = expect("cluster", 200, get("/v1/cluster"));
        assertThat(cluster.getJsonArray("members").getJsonObject(1).getString("url"))
                .isEqualTo("http://10.0.0.2:9900");
        expect("vips", 200, get("/v1/vips"));
        assertThat(expect("vip", 200, get("/v1/vips/main")).getString("owner")).isEqualTo("proxy-a");
        expect("vip", 404, get("/v1/vips/other"));
        a.listeners = List.of(new ListenerSnapshot("0.0.0.0:80", false, Optional.empty(), 3));
        var connections = expect("connections", 200, get("/v1/connections"));
        assertThat(connections.getJsonArray("listeners").getJsonObject(0).getInteger("connections"))
                .isEqualTo(3);
        var pool = connections.getJsonArray("pools").getJsonObject(0);
        assertThat(pool.getInteger("sessions")).isEqualTo(5);
        assertThat(pool.getJsonArray("backends").getJsonObject(0).getInteger("connections"))
                .isEqualTo(4);
        expect("config", 200, get("/v1/config"));
        expect("metrics", 200, get("/metrics"));
        expect("dashboard", 200, get("/"));
        expect("dashboardPart", 200, get("/dashboard/app.js"));
        expect("dashboardPart", 200, get("/dashboard/style.css"));
        expect("dashboardPart", 404, get("/dashboard/other.js"));
    }

    @Test
    void aNodeTellsOfTheOthersWhatTheyThemselvesSay() throws Exception {
        b.role = new Role.Standby("proxy-a");
        assertThat(expect("node", 200, get("/v1/nodes/proxy-b")).getString("node"))
                .isEqualTo("proxy-b");
        expect("node", 404, get("/v1/nodes/proxy-c"));
        var nodes = expect("state", 200, get("/v1/state")).getJsonArray("nodes");
        assertThat(nodes.getJsonObject(1).getJsonObject("status").getString("node"))
                .isEqualTo("proxy-b");

        a.others.clear();
        expect("node", 504, get("/v1/nodes/proxy-b"));
        var silent =
                expect("state", 200, get("/v1/state")).getJsonArray("nodes").getJsonObject(1);
        assertThat(silent.containsKey("status")).isFalse();
        assertThat(silent.getString("problem")).contains("did not answer");
    }

    @Test
    void aSwitchoverIsDoneByTheOwnerWhicheverNodeIsAsked() throws Exception {
        a.role = new Role.Standby("proxy-b");
        b.reply = new SwitchoverReply.Moved("proxy-a", "proxy-a has it");

        var moved = expect("switchover", 200, post("/v1/vips/main/switchover", "{\"to\": \"proxy-a\"}"));

        assertThat(moved.getString("owner")).isEqualTo("proxy-a");
        var noted = b.events.since(0, 10).getLast().json();
        assertThat(noted.getString("text")).contains("local: switch over to proxy-a: proxy-a has it");
        assertThat(noted.getJsonObject("data").getString("from")).contains("127.0.0.1 at proxy-a");
        a.others.clear();
        expect("switchover", 504, post("/v1/vips/main/switchover", ""));
    }

    @Test
    void whateverComesOfASwitchoverIsTold() throws Exception {
        a.reply = new SwitchoverReply.UnderWay("it is under way");
        expect("switchover", 202, post("/v1/vips/main/switchover", ""));
        a.reply = new SwitchoverReply.Refused("proxy-b is unfit", Optional.of("proxy-a"));
        assertThat(expect("switchover", 409, post("/v1/vips/main/switchover", "{}"))
                        .getString("owner"))
                .isEqualTo("proxy-a");
        expect("switchover", 404, post("/v1/vips/other/switchover", ""));
        for (var bad : List.of("{", "[]", "{\"to\": 1}", "{\"to\": \" \"}", "{\"too\": \"proxy-b\"}"))
            expect("switchover", 400, post("/v1/vips/main/switchover", bad));
        expect(
                "switchover",
                415,
                send(request("/v1/vips/main/switchover")
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}"))));
    }

    @Test
    void aVipIsHeldAndReleasedByItsOwnerWhicheverNodeIsAsked() throws Exception {
        a.role = new Role.Standby("proxy-b");
        b.reply = new SwitchoverReply.Done("proxy-b keeps it");
        assertThat(expect("hold", 200, post("/v1/vips/main/hold", "{\"limitSeconds\": 60}"))
                        .getString("text"))
                .isEqualTo("proxy-b keeps it");
        assertThat(b.held).isEqualTo(Duration.ofSeconds(60));
        expect("hold", 200, post("/v1/vips/main/hold", ""));
        assertThat(b.held).isEqualTo(Duration.ofHours(1));
        expect("release", 200, post("/v1/vips/main/release", ""));
        assertThat(b.events.since(0, 10).getLast().json().getString("text"))
                .isEqualTo("local: release it: proxy-b keeps it");
        b.reply = new SwitchoverReply.Refused("it is not held here", Optional.empty());
        a.others.put("proxy-b", b);
        for (var call : List.of("hold", "release")) {
            var path = "/v1/vips/main/" + call;
            expect(call, 409, post(path, ""));
            expect(call, 404, post("/v1/vips/other/" + call, ""));
            expect(call, 403, ask("POST", path, "{}", Answers.JSON, "http://evil"));
            expect(call, 415, ask("POST", path, "{}", "text/plain", ""));
            expect(call, 400, post(path, "{\"other\": 1}"));
        }
        for (var bad : List.of("0", "604801", "\"1\"", "1.5"))
            expect("hold", 400, post("/v1/vips/main/hold", "{\"limitSeconds\": " + bad + "}"));
        a.others.clear();
        for (var call : List.of("hold", "release")) expect(call, 504, post("/v1/vips/main/" + call, ""));
    }

    @Test
    void aPageOfAnotherOriginChangesNothing() throws Exception {
        for (var field : Set.of(
                "Origin=http://evil.example", "Origin=null", "Sec-Fetch-Site=cross-site", "Sec-Fetch-Site=same-site")) {
            var parts = field.split("=", 2);
            var asked = send(request("/v1/vips/main/switchover")
                    .header(parts[0], parts[1])
                    .POST(BodyPublishers.noBody()));
            expect("switchover", 403, asked);
        }
        var own = "http://127.0.0.1:" + server.port();
        expect(
                "switchover",
                200,
                send(request("/v1/vips/main/switchover")
                        .header("Origin", own)
                        .header("Sec-Fetch-Site", "same-origin")
                        .POST(BodyPublishers.noBody())));
    }

    @Test
    void theLogLevelIsSetOnEveryNodeAndNotOverAnothersChange() throws Exception {
        var now = get("/v1/log-level");
        expect("logLevel", 200, now);
        var tag = now.headers().firstValue("ETag").orElseThrow();

        var set = expect("setLogLevel", 200, put("/v1/log-level", "{\"level\": \"debug\"}", tag));

        assertThat(set.getJsonObject("nodes"))
                .isEqualTo(new JsonObject().put("proxy-a", "done").put("proxy-b", "done"));
        assertThat(List.of(a.level, b.level)).containsOnly("debug");
        expect("setLogLevel", 412, put("/v1/log-level", "{\"level\": \"warn\"}", tag));
        assertThat(a.level).isEqualTo("debug");
        a.others.clear();
        var alone = expect("setLogLevel", 207, put("/v1/log-level", "{\"level\": \"warn\"}", "*"));
        assertThat(alone.getJsonObject("nodes").getString("proxy-b")).contains("did not answer");
        expect("setLogLevel", 400, put("/v1/log-level", "{\"level\": \"loud\"}", "*"));
        expect("setLogLevel", 400, put("/v1/log-level", "{}", "*"));
        expect(
                "setLogLevel",
                403,
                send(request("/v1/log-level")
                        .header("Origin", "http://evil.example")
                        .PUT(BodyPublishers.ofString("{\"level\": \"warn\"}"))));
        expect(
                "setLogLevel",
                415,
                send(request("/v1/log-level")
                        .header("Content-Type", "text/plain")
                        .header("If-Match", "*")
                        .PUT(BodyPublishers.ofString("level=warn"))));
    }

    @Test
    void aPoolIsChangedOnEveryNode() throws Exception {
        expect("pools", 200, get("/v1/pools"));
        expect("pool", 404, get("/v1/pools/other"));
        var pool = get("/v1/pools/tomcat");
        assertThat(expect("pool", 200, pool).getLong("version")).isEqualTo(1);
        var tag = pool.headers().firstValue("ETag").orElseThrow();
        var backend = "/v1/pools/tomcat/backends/tomcat-1";

        var added = expect(
                "addBackend",
                201,
                post(
                        "/v1/pools/tomcat/backends",
                        "{\"name\": \"new\", \"address\": \"[fd00::1]:8080\", \"weight\": 0}"));
        assertThat(added.getJsonObject("nodes"))
                .isEqualTo(new JsonObject().put("proxy-a", "done").put("proxy-b", "done"));
        assertThat(added.getJsonObject("pool").getLong("version")).isEqualTo(2);
        expect("weighBackend", 200, put(backend + "/weight", "{\"weight\": 3}", tag));
        expect("weighBackend", 412, put(backend + "/weight", "{\"weight\": 4}", tag));
        var now = get(backend);
        expect("backend", 200, now);
        expect("backend", 404, get("/v1/pools/tomcat/backends/other"));
        expect(
                "weighBackend",
                200,
                put(
                        backend + "/weight",
                        "{\"weight\": 3}",
                        "\"other\", " + now.headers().firstValue("ETag").orElseThrow()));
        var drained = expect("drainBackend", 200, post(backend + "/drain", "{\"limitSeconds\": 60}"));
        assertThat(drained.getJsonObject("pool")
                        .getJsonArray("backends")
                        .getJsonObject(0)
                        .getString("mode"))
                .isEqualTo("draining");
        expect("drainBackend", 409, post(backend + "/drain", ""));
        expect("enableBackend", 200, post(backend + "/enable", ""));
        expect("removeBackend", 200, delete("/v1/pools/tomcat/backends/old", "*", "", Answers.JSON));

        assertThat(b.changes)
                .isEqualTo(a.changes)
                .containsExactly(
                        new PoolChange.Add(new Backend("new", "fd00::1", 8080, 0)),
                        new PoolChange.Weigh("tomcat-1", 3),
                        new PoolChange.Weigh("tomcat-1", 3),
                        new PoolChange.Drain("tomcat-1", Duration.ofSeconds(60)),
                        new PoolChange.Enable("tomcat-1"),
                        new PoolChange.Remove("old"));
        var noted = a.events.since(0, 10).stream()
                .map(event -> event.json().getJsonObject("data"))
                .filter(data -> data.getString("wish", "").contains("enabled"))
                .findFirst()
                .orElseThrow();
        assertThat(noted.getString("before")).isEqualTo("10.0.0.1:8080, weight 3, draining");
        assertThat(noted.getString("after")).isEqualTo("10.0.0.1:8080, weight 3, enabled");

        a.others.clear();
        var alone = expect("enableBackend", 207, post(backend + "/enable", "{}"));
        assertThat(alone.getJsonObject("nodes").getString("proxy-b")).contains("did not answer");
    }

    @Test
    void aChangeOfAPoolThatMakesNoSenseIsMadeNowhere() throws Exception {
        var pool = "/v1/pools/tomcat/backends";
        var backend = pool + "/tomcat-1";
        for (var bad : List.of(
                "{}",
                "{\"address\": \"nowhere\"}",
                "{\"address\": \"a:1\", \"weight\": 1001}",
                "{\"address\": \"a:1\", \"backup\": \"yes\"}",
                "{\"address\": \"a:1\", \"name\": 5}",
                "{\"x\": 1}")) expect("addBackend", 400, post(pool, bad));
        for (var bad : List.of("{}", "{\"weight\": \"1\"}", "{\"weight\": 99999999999}"))
            expect("weighBackend", 400, put(backend + "/weight", bad, "*"));
        expect("drainBackend", 400, post(backend + "/drain", "{\"limitSeconds\": 0}"));
        expect("removeBackend", 400, delete(backend, "*", "{\"x\": 1}", Answers.JSON));
        expect("enableBackend", 400, post(backend + "/enable", "{\"x\": 1}"));
        expect("removeBackend", 409, delete(backend, "*", "", Answers.JSON));
        expect("addBackend", 409, post(pool, "{\"name\": \"tomcat-1\", \"address\": \"a:1\"}"));
        expect("removeBackend", 412, delete(backend, "\"0\"", "", Answers.JSON));
        assertThat(b.changes).isEmpty();
    }

    @Test
    void whatIsReplacedOrRemovedNeedsACondition() throws Exception {
        var backend = "/v1/pools/tomcat/backends/tomcat-1";
        for (var change : List.of(
                new Change("weighBackend", "PUT", backend + "/weight", "{\"weight\": 1}"),
                new Change("removeBackend", "DELETE", backend, ""),
                new Change("setLogLevel", "PUT", "/v1/log-level", "{\"level\": \"warn\"}"))) {
            var bare = request(change.path())
                    .header("Content-Type", Answers.JSON)
                    .method(change.method(), BodyPublishers.ofString(change.body()));
            assertThat(expect(change.operation(), 428, send(bare)).getString("type"))
                    .isEqualTo("urn:tandem:problem:condition-needed");
            for (var bad : List.of("1a2b", "\"", "", "* , *")) {
                var wrong = request(change.path())
                        .header("If-Match", bad)
                        .method(change.method(), BodyPublishers.ofString(change.body()));
                expect(change.operation(), 400, send(wrong));
            }
        }
        assertThat(a.changes).isEmpty();
    }

    @Test
    void whatIsChangedOnConditionIsChangedOnlyIfItStillIsWhatItWas() throws Exception {
        var vip = get("/v1/vips/main").headers().firstValue("ETag").orElseThrow();
        var config = get("/v1/config").headers().firstValue("ETag").orElseThrow();
        for (var call : List.of("switchover", "hold", "release")) {
            expect(call, 200, conditional("/v1/vips/main/" + call, vip));
            expect(call, 412, conditional("/v1/vips/main/" + call, "W/" + vip));
        }
        a.role = new Role.Standby("proxy-b");
        b.role = new Role.Active("proxy-b");
        for (var call : List.of("switchover", "hold", "release"))
            expect(call, 412, conditional("/v1/vips/main/" + call, vip));
        assertThat(b.events.since(0, 10).getLast().json().getString("text")).contains("another owner or another term");
        // Both nodes name the same tag.
        var moved = get("/v1/vips/main").headers().firstValue("ETag").orElseThrow();
        expect("switchover", 200, conditional("/v1/vips/main/switchover", moved));

        expect("reload", 200, conditional("/v1/config/reload", config));
        a.settings = new JsonObject().put("proxy", new JsonObject().put("listen", "other"));
        expect("reload", 412, conditional("/v1/config/reload", config));
    }

    /// Every node has the same tag for the same pool, and conditional changes all go by the eldest node first: of those
    /// that expect the same, one is made.
    @Test
    void ofTwoChangesThatExpectTheSameOneIsMadeWhicheverNodesAreAsked() throws Exception {
        b.others.put("proxy-a", a);
        var tag = get("/v1/pools/tomcat").headers().firstValue("ETag").orElseThrow();
        CURRENT[0] = b;
        var path = "/v1/pools/tomcat/backends/tomcat-1/weight";
        assertThat(get("/v1/pools/tomcat").headers().firstValue("ETag")).hasValue(tag);
        expect("weighBackend", 200, put(path, "{\"weight\": 7}", tag));
        CURRENT[0] = a;
        expect("weighBackend", 412, put(path, "{\"weight\": 8}", tag));
        assertThat(List.of(a.weight, b.weight)).containsOnly(7);

        b.others.clear();
        CURRENT[0] = b;
        var backend = "/v1/pools/tomcat/backends";
        for (var change : List.of(
                new Change("addBackend", "POST", backend, "{\"address\": \"a:1\"}"),
                new Change("weighBackend", "PUT", path, "{\"weight\": 1}"),
                new Change("drainBackend", "POST", backend + "/tomcat-1/drain", "{}"),
                new Change("enableBackend", "POST", backend + "/tomcat-1/enable", "{}"),
                new Change("removeBackend", "DELETE", backend + "/old", "{}"),
                new Change("setLogLevel", "PUT", "/v1/log-level", "{\"level\": \"warn\"}"))) {
            var asked = request(change.path())
                    .header("Content-Type", Answers.JSON)
                    .header("If-Match", tag)
                    .method(change.method(), BodyPublishers.ofString(change.body()));
            expect(change.operation(), 504, send(asked));
        }
    }

    private static HttpResponse<String> conditional(String path, String tag) throws Exception {
        return send(request(path).header("If-Match", tag).POST(BodyPublishers.noBody()));
    }

    @Test
    void theChecksOfABackendAreToldByEachNode() throws Exception {
        a.others.clear();
        var nodes = expect("checks", 200, get("/v1/pools/tomcat/backends/tomcat-1/checks"))
                .getJsonArray("nodes");
        var check = nodes.getJsonObject(0).getJsonArray("checks").getJsonObject(0);
        assertThat(check.getBoolean("passed")).isTrue();
        assertThat(check.getString("result")).isEqualTo("answered 200 in 1 ms");
        assertThat(nodes.getJsonObject(1).getString("problem")).contains("did not answer");
        expect("checks", 404, get("/v1/pools/tomcat/backends/other/checks"));
        expect("checks", 404, get("/v1/pools/other/backends/tomcat-1/checks"));
    }

    private static HttpResponse<String> delete(String path, String tag, String body, String type) throws Exception {
        return send(request(path)
                .header("Content-Type", type)
                .header("If-Match", tag)
                .method("DELETE", BodyPublishers.ofString(body)));
    }

    /// Refusals that every change of a pool has in common.
    @Test
    void everyChangeOfAPoolIsRefusedAlike() throws Exception {
        var none = "/v1/pools/other/backends/tomcat-1";
        for (var change : List.of(
                new Change("addBackend", "POST", "/v1/pools/other/backends", "{\"address\": \"a:1\"}"),
                new Change("weighBackend", "PUT", none + "/weight", "{\"weight\": 1}"),
                new Change("drainBackend", "POST", none + "/drain", "{}"),
                new Change("enableBackend", "POST", none + "/enable", "{}"),
                new Change("removeBackend", "DELETE", none, "{}"))) {
            expect(change.operation(), 404, ask(change.method(), change.path(), change.body(), Answers.JSON, ""));
            var there = change.path().replace("other", "tomcat");
            expect(change.operation(), 415, ask(change.method(), there, change.body(), "text/plain", ""));
            expect(change.operation(), 403, ask(change.method(), there, change.body(), Answers.JSON, "http://evil"));
            var stale = request(there)
                    .header("If-Match", "\"0\"")
                    .method(change.method(), BodyPublishers.ofString(change.body()));
            expect(change.operation(), 412, send(stale));
        }
    }

    private static HttpResponse<String> ask(String method, String path, String body, String type, String origin)
            throws Exception {
        var asked = request(path)
                .header("Content-Type", type)
                .header("If-Match", "*")
                .method(method, BodyPublishers.ofString(body));
        return send(origin.isEmpty() ? asked : asked.header("Origin", origin));
    }

    @Test
    void aConfigurationIsCheckedWithoutBeingUsed() throws Exception {
        expect("validate", 200, yaml("pools: []"));
        expect("validate", 415, post("/v1/config/validate", "{}"));
        expect("validate", 413, yaml("#".repeat(Api.MOST_BYTES + 1)));
        expect("validate", 403, ask("POST", "/v1/config/validate", "", "application/yaml", "http://evil"));
        var wrong = request("/v1/config/validate").header("If-Match", "none");
        expect("validate", 400, send(wrong.POST(BodyPublishers.noBody())));
    }

    @Test
    void theHistoryIsReadInPages() throws Exception {
        var events = new EventLog(Instant.EPOCH);
        assertThat(events.since(0, 10)).isEmpty();
        for (int i = 0; i < EventLog.MOST + 5; i++)
            events.add(
                    new Event.Draft(Event.Kind.NODE, Event.Grade.INFO, "this node", "ready", new JsonObject()),
                    Instant.EPOCH);
        assertThat(events.since(0, 5000)).hasSize(EventLog.MOST).first().matches(event -> event.id() == 6);
        assertThat(events.since(1000, 3)).extracting(Event::id).containsExactly(1003L, 1004L, 1005L);

        expect("history", 200, get("/v1/history"));
        expect("history", 200, get("/v1/history?limit=1&after=0"));
        for (int i = 0; i < 5; i++)
            served.add(
                    new Event.Draft(Event.Kind.CHANGE, Event.Grade.INFO, "vip main", "released", new JsonObject()),
                    Instant.EPOCH);
        var known = new TreeSet<Long>();
        var older = "";
        do {
            var page = expect("history", 200, get("/v1/history?kind=change&limit=2" + older));
            for (var event : page.getJsonArray("events")) {
                assertThat(((JsonObject) event).getString("kind")).isEqualTo("change");
                assertThat(known.add(((JsonObject) event).getLong("id"))).isTrue();
            }
            older = page.getLong("older") == null ? "" : "&before=" + page.getLong("older");
        } while (!older.isEmpty());
        assertThat(known).hasSize(5);
        for (var bad : List.of("limit=0", "limit=1001", "limit=x", "after=-1", "before=0", "kind=other", "kind="))
            expect("history", 400, get("/v1/history?" + bad));
    }

    @Test
    void theStreamTellsTheStateAndEachEventAsItHappens() throws Exception {
        var streamed = HTTP.send(request("/v1/events").GET().build(), BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(streamed.body(), StandardCharsets.UTF_8))) {
            contract.check("events", streamed.statusCode(), "text/event-stream", "");
            var state = new JsonObject(after("event: state", lines).substring("data: ".length()));
            contract.check("state", 200, Answers.JSON, state.encode());

            served.add(
                    HealthEvents.of(new HealthChange(
                            "tomcat",
                            new Backend("tomcat-1", "10.0.0.1", 8080, 1),
                            Standing.HEALTHY,
                            Standing.OUT,
                            "2 requests failed in a row",
                            0,
                            1)),
                    Instant.now());

            var event = new JsonObject();
            while (!event.getString("text", "").startsWith("out: "))
                event = new JsonObject(after("event: event", lines).substring("data: ".length()));
            assertThat(event.getString("subject")).isEqualTo("backend tomcat/tomcat-1");
            assertThat(event.getString("text")).startsWith("out: 2 requests failed in a row");
            contract.check(
                    "history",
                    200,
                    Answers.JSON,
                    new JsonObject()
                            .put("events", new JsonArray().add(event))
                            .putNull("older")
                            .encode());
        }
    }

    /// A client that comes back says which event it knows last.
    @Test
    void whoComesBackToTheStreamGetsWhatHeDoesNotKnow() throws Exception {
        for (int i = 0; i < 3; i++)
            served.add(
                    new Event.Draft(Event.Kind.NODE, Event.Grade.INFO, "this node", "step " + i, new JsonObject()),
                    Instant.EPOCH);
        var newest = served.since(0, 3);
        assertThat(firstEvent(newest.get(1).id())).isEqualTo(newest.get(2).id());
        var oldest = served.since(0, EventStream.REPLAYED).getFirst().id();
        // Of an earlier life, of one before which the clock was put back, and nonsense: all are told again.
        for (var other : List.of("7", Long.toString(Long.MAX_VALUE), "x", ""))
            assertThat(firstEvent(other)).as(other).isEqualTo(oldest);
    }

    private static long firstEvent(long known) throws Exception {
        return firstEvent(Long.toString(known));
    }

    private static long firstEvent(String known) throws Exception {
        var asked = request("/v1/events").header("Last-Event-ID", known).GET();
        var streamed = HTTP.send(asked.build(), BodyHandlers.ofInputStream());
        try (var lines = new BufferedReader(new InputStreamReader(streamed.body(), StandardCharsets.UTF_8))) {
            var data = after("event: event", lines).substring("data: ".length());
            return new JsonObject(data).getLong("id");
        }
    }

    private static String after(String line, BufferedReader lines) throws IOException {
        for (var read = lines.readLine(); read != null; read = lines.readLine())
            if (read.equals(line)) return lines.readLine();
        throw new AssertionError("the stream ended before: " + line);
    }

    @Test
    void theEventsAreReadByTheClustersOwnPagesAndByNoOthers() throws Exception {
        var own = request("/v1/events").header("Origin", "http://10.0.0.2:9900");
        var streamed = HTTP.send(own.GET().build(), BodyHandlers.ofInputStream());
        streamed.body().close();
        assertThat(streamed.headers().firstValue("Access-Control-Allow-Origin")).hasValue("http://10.0.0.2:9900");
        var other = request("/v1/events").header("Origin", "http://evil.example");
        var unreadable = HTTP.send(other.GET().build(), BodyHandlers.ofInputStream());
        unreadable.body().close();
        assertThat(unreadable.headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();
        var elsewhere = send(request("/v1/state").header("Origin", "http://10.0.0.2:9900"));
        assertThat(elsewhere.headers().firstValue("Access-Control-Allow-Origin"))
                .isEmpty();

        var preflight = send(request("/v1/events")
                .header("Origin", "http://10.0.0.2:9900")
                .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.statusCode()).isEqualTo(204);
        problem(
                403,
                send(request("/v1/events")
                        .header("Origin", "http://evil.example")
                        .method("OPTIONS", BodyPublishers.noBody())));
        assertThat(get("/").headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("script-src 'self'", "connect-src 'self' http://10.0.0.2:9900", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
    }

    @Test
    void whatIsNoCallIsAProblemToo() throws Exception {
        problem(404, get("/v2"));
        problem(404, get("/v1/nothing"));
        var wrong = send(request("/v1/vips/main/switchover").GET());
        problem(405, wrong);
        assertThat(wrong.headers().firstValue("Allow")).hasValue("POST");
        problem(405, send(request("/status").DELETE()));
        problem(405, put("/v1/events", "", "*"));
    }

    @Test
    void aNameThatWasMadeToResolveToThisHostIsNotAnswered() throws Exception {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.getOutputStream()
                    .write("GET /status HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 421 ")
                    .contains("urn:tandem:problem:misdirected");
        }
    }

    @Test
    void noCallIsAnsweredByAForeignName() throws Exception {
        for (var operation : contract.operations()) {
            var path = operation.getOpenAPIPath().replaceAll("\\{[a-z]+}", "main");
            try (var client = RawClient.connect(server.port())) {
                var answer = client.send(RawClient.head(
                                operation.getHttpMethod() + " " + path + " HTTP/1.1",
                                "Host: evil.example",
                                "Content-Length: 0"))
                        .read();
                assertThat(answer.status()).as(path).isEqualTo(421);
                var type = answer.field("Content-Type").orElse("");
                contract.check(operation.getOperationId(), 421, type, answer.body());
            }
        }
    }

    @Test
    void aReloadIsDoneByEveryNodeUnlessTheFirstRefuses() throws Exception {
        var done = expect("reload", 200, post("/v1/config/reload", ""));
        assertThat(done.getJsonArray("changes")).isEqualTo(new JsonArray().add("pool tomcat: added"));
        assertThat(done.getJsonObject("nodes"))
                .isEqualTo(new JsonObject().put("proxy-b", "done").put("proxy-a", "done"));
        assertThat(expect("lastReload", 200, get("/v1/config/reload"))
                        .getJsonObject("last")
                        .getBoolean("done"))
                .isTrue();
        var alone = expect("reload", 200, post("/v1/config/reload", "{\"everywhere\": false}"));
        assertThat(alone.getJsonObject("nodes").fieldNames()).containsExactly("proxy-a");

        b.reloaded = Future.succeededFuture(new Reloaded.Refused(Instant.EPOCH, "test", List.of("vips: changed")));
        var other = expect("reload", 207, post("/v1/config/reload", "{}")).getJsonObject("nodes");
        assertThat(other.getString("proxy-b")).isEqualTo("vips: changed");

        a.reloaded = b.reloaded;
        b.reloaded = Future.failedFuture("it is not asked");
        var refused = expect("reload", 422, post("/v1/config/reload", "{}"));
        assertThat(refused.getJsonArray("problems")).isEqualTo(new JsonArray().add("vips: changed"));
        assertThat(expect("lastReload", 200, get("/v1/config/reload"))
                        .getJsonObject("last")
                        .getBoolean("done"))
                .isFalse();
        var noted = a.events.since(0, 10).getLast().json();
        assertThat(noted.getString("text")).isEqualTo("local: reload: vips: changed");
        a.reloaded = Promise.<Reloaded>promise().future();
        assertThat(expect("lastReload", 200, get("/v1/config/reload")).getValue("last"))
                .isNull();

        expect("reload", 400, post("/v1/config/reload", "{\"everywhere\": 1}"));
        expect("reload", 403, ask("POST", "/v1/config/reload", "{}", Answers.JSON, "http://evil"));
        expect("reload", 415, ask("POST", "/v1/config/reload", "{}", "text/plain", ""));
    }

    @Test
    void aReloadOfANodeThatStartsOrStopsMayBeTriedAgain() throws Exception {
        a.reloaded = Future.failedFuture(new NotNow("this node is still starting"));
        var answer = post("/v1/config/reload", "");
        var problem = expect("reload", 503, answer);
        assertThat(problem.getString("type")).isEqualTo("urn:tandem:problem:not-now");
        assertThat(problem.getString("detail")).isEqualTo("this node is still starting");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        var noted = a.events.since(0, 10).getLast().json();
        assertThat(noted.getString("text")).isEqualTo("local: reload: this node is still starting");

        a.reloaded = b.reloaded;
        b.reloaded = Future.failedFuture(new NotNow("this node is stopping"));
        var nodes = expect("reload", 207, post("/v1/config/reload", "")).getJsonObject("nodes");
        assertThat(nodes.getString("proxy-b")).isEqualTo("this node is stopping");
    }

    /// For as long as [PeerCalls] waits, and no longer.
    @Test
    void aReloadThatTakesLongIsAnsweredAllTheSame() throws Exception {
        a.reloaded = Promise.<Reloaded>promise().future();
        var nodes = expect("reload", 202, post("/v1/config/reload", "")).getJsonObject("nodes");
        assertThat(nodes).isEqualTo(new JsonObject().put("proxy-b", "done").put("proxy-a", "under way"));
        a.reloaded = b.reloaded;
        b.reloaded = Promise.<Reloaded>promise().future();
        expect("reload", 202, post("/v1/config/reload", ""));
    }

    /// Whoever looks at the status alone does not take it for done.
    @Test
    void aChangeThatAMemberHasNotMadeHasAStatusOfItsOwn() throws Exception {
        a.others.clear();
        var pool = "/v1/pools/tomcat/backends";
        for (var change : List.of(
                new Change("addBackend", "POST", pool, "{\"address\": \"a:1\"}"),
                new Change("weighBackend", "PUT", pool + "/tomcat-1/weight", "{\"weight\": 1}"),
                new Change("drainBackend", "POST", pool + "/tomcat-1/drain", "{}"),
                new Change("enableBackend", "POST", pool + "/tomcat-1/enable", "{}"),
                new Change("removeBackend", "DELETE", pool + "/old", "{}"),
                new Change("reload", "POST", "/v1/config/reload", "{}"),
                new Change("setLogLevel", "PUT", "/v1/log-level", "{\"level\": \"warn\"}"))) {
            var nodes = expect(change.operation(), 207, change.send("207 of " + change.operation()))
                    .getJsonObject("nodes");
            assertThat(nodes.getString("proxy-a")).isEqualTo("done");
            assertThat(nodes.getString("proxy-b")).contains("did not answer");
        }
    }

    /// It has nothing to change, and nobody waits for it; but it is missed.
    @Test
    void aWitnessThatIsLostIsToldAndHoldsUpNoChange() throws Exception {
        a.witnesses = Set.of("witness");
        var witness = a.member("witness", new Fitness.Witness());
        a.alsoThere = List.of(witness);
        assertThat(witnesses()).isEqualTo(new JsonArray("[{\"name\": \"witness\", \"heard\": true}]"));
        for (var there : List.of(
                List.of(new MemberStatus(witness.name(), witness.address(), false, null)), List.<MemberStatus>of())) {
            a.alsoThere = there;
            assertThat(witnesses()).isEqualTo(new JsonArray("[{\"name\": \"witness\", \"heard\": false}]"));
            var nodes = expect("setLogLevel", 200, put("/v1/log-level", "{\"level\": \"warn\"}", "*"))
                    .getJsonObject("nodes");
            assertThat(nodes.fieldNames()).containsOnly("proxy-a", "proxy-b");
            assertThat(expect("state", 200, get("/v1/state")).getJsonArray("nodes"))
                    .extracting(node -> ((JsonObject) node).getString("name"))
                    .containsOnly("proxy-a", "proxy-b");
        }
    }

    private static JsonArray witnesses() throws Exception {
        var told = expect("cluster", 200, get("/v1/cluster")).getJsonArray("witnesses");
        assertThat(expect("status", 200, get("/status"))
                        .getJsonObject("cluster")
                        .getJsonArray("witnesses"))
                .isEqualTo(told);
        return told;
    }

    @Test
    void theCertificatesAreShownWithTheirEnd() throws Exception {
        var certificate = new CertificateSnapshot(
                "shop.pem", List.of("shop"), "CN=shop", "CN=ca", "0a", Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
        var stapled = new CertificateSnapshot(
                "blog.pem",
                List.of("blog"),
                "CN=blog",
                "CN=ca",
                "0b",
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(9),
                Optional.of(Instant.EPOCH.plusSeconds(2)));
        a.listeners = List.of(
                new ListenerSnapshot("0.0.0.0:80", false, Optional.empty()),
                new ListenerSnapshot(
                        "0.0.0.0:443",
                        true,
                        Optional.of(
                                new TlsSnapshot(List.of(certificate, stapled), 5, 1, Optional.of("shop.key: none")))));
        var tls = expect("listeners", 200, get("/v1/listeners"))
                .getJsonArray("listeners")
                .getJsonObject(1)
                .getJsonObject("tls");
        assertThat(tls.getJsonArray("certificates").getJsonObject(0).getString("notAfter"))
                .isEqualTo("1970-01-01T00:00:01Z");
        assertThat(tls.getJsonArray("certificates").getJsonObject(1).getString("stapledUntil"))
                .isEqualTo("1970-01-01T00:00:02Z");
        assertThat(expect("listeners", 200, get("/v1/listeners")).getValue("adminCertificate"))
                .isNull();
        a.certificate = Optional.of(certificate);
        assertThat(expect("listeners", 200, get("/v1/listeners"))
                        .getJsonObject("adminCertificate")
                        .getString("file"))
                .isEqualTo("shop.pem");
        expect("status", 200, get("/status"));
    }

    /// A change as it is sent.
    private record Change(String operation, String method, String path, String body) {
        HttpResponse<String> send(String key) throws IOException, InterruptedException {
            return AdminApiIT.send(request(path)
                    .header("Content-Type", Answers.JSON)
                    .header("Idempotency-Key", key)
                    .header("If-Match", "*")
                    .method(method, BodyPublishers.ofString(body)));
        }
    }

    @Test
    void aChangeThatIsSentAgainIsNotMadeAgain() throws Exception {
        var pool = "/v1/pools/tomcat/backends";
        var changes = List.of(
                new Change("addBackend", "POST", pool, "{\"address\": \"a:1\"}"),
                new Change("weighBackend", "PUT", pool + "/tomcat-1/weight", "{\"weight\": 1}"),
                new Change("drainBackend", "POST", pool + "/tomcat-1/drain", "{}"),
                new Change("enableBackend", "POST", pool + "/tomcat-1/enable", "{}"),
                new Change("removeBackend", "DELETE", pool + "/old", "{}"),
                new Change("switchover", "POST", "/v1/vips/main/switchover", "{}"),
                new Change("hold", "POST", "/v1/vips/main/hold", "{}"),
                new Change("release", "POST", "/v1/vips/main/release", "{}"),
                new Change("reload", "POST", "/v1/config/reload", "{}"),
                new Change("setLogLevel", "PUT", "/v1/log-level", "{\"level\": \"warn\"}"));
        for (var change : changes) {
            var key = "key of " + change.operation();
            var first = change.send(key);
            assertThat(first.statusCode()).as(first.body()).isIn(200, 201);
            var noted = a.events.since(0, 1000).size();
            var again = change.send(key);
            expect(change.operation(), first.statusCode(), again);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.headers().firstValue("ETag"))
                    .isEqualTo(first.headers().firstValue("ETag"));
            assertThat(again.headers().firstValue("Idempotency-Replayed")).hasValue("true");
            assertThat(a.events.since(0, 1000)).as(change.operation()).hasSize(noted);
            expect(change.operation(), 422, other(change, key));
            expect(change.operation(), 400, change.send("x".repeat(256)));
        }
    }

    private static HttpResponse<String> other(Change change, String key) throws Exception {
        return new Change(change.operation(), change.method(), change.path() + "?another", change.body()).send(key);
    }

    @Test
    void oneThatIsSentWhileTheFirstIsUnderWayWaitsForItsAnswerAndAFailureIsTriedAgain() throws Exception {
        var promise = Promise.<Reloaded>promise();
        a.reloaded = promise.future();
        a.others.clear();
        var request = request("/v1/config/reload")
                .header("Idempotency-Key", "both")
                .POST(BodyPublishers.noBody())
                .build();
        var first = HTTP.sendAsync(request, BodyHandlers.ofString());
        var second = HTTP.sendAsync(request, BodyHandlers.ofString());
        promise.complete(new Reloaded.Done(Instant.EPOCH, "test", List.of("one")));
        assertThat(first.get().body()).isEqualTo(second.get().body()).contains("one");
        assertThat(a.events.since(0, 10).stream()
                        .filter(event -> event.json().getString("text").contains("reload")))
                .hasSize(1);

        var hold = new Change("hold", "POST", "/v1/vips/main/hold", "{}");
        a.role = new Role.Standby("proxy-b");
        expect("hold", 504, hold.send("failed"));
        a.others.put("proxy-b", b);
        expect("hold", 200, hold.send("failed"));
    }

    @Test
    void aFaultOfTheProgramIsAProblemToo() throws Exception {
        a.broken = true;
        var needed = Map.of(
                "addBackend", "{\"address\": \"a:1\"}",
                "setLogLevel", "{\"level\": \"warn\"}",
                "weighBackend", "{\"weight\": 1}");
        for (var answer : contract.described()) {
            if (!answer.endsWith(" 500")) continue;
            var operation = contract.operation(answer.split(" ", 2)[0]);
            boolean yaml = operation.getOperationId().equals("validate");
            var body = needed.getOrDefault(operation.getOperationId(), "");
            var asked = ask(method(operation), path(operation), body, yaml ? "application/yaml" : Answers.JSON, "");
            assertThat(expect(operation.getOperationId(), 500, asked).getString("type"))
                    .isEqualTo("urn:tandem:problem:failed");
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedByWhateverTakesOne() throws Exception {
        for (var operation : contract.operations()) {
            if (operation.getHttpMethod().equals(HttpMethod.GET)) continue;
            var much = " ".repeat(Api.MOST_BYTES + 1);
            expect(operation.getOperationId(), 413, ask(method(operation), path(operation), much, Answers.JSON, ""));
        }
    }

    @Test
    void aNameThatIsWronglyEscapedIsNotUnderstood() throws Exception {
        for (var operation : contract.operations()) {
            if (operation.getOpenAPIPath().indexOf('{') < 0) continue;
            var path = operation.getOpenAPIPath().replaceAll("\\{[a-z]+}", "%zz");
            try (var client = RawClient.connect(server.port())) {
                var head = RawClient.head(method(operation) + " " + path + " HTTP/1.1", "Host: 127.0.0.1");
                var answer = client.send(head).read();
                assertThat(answer.status()).as(path).isEqualTo(400);
                var type = answer.field("Content-Type").orElse("");
                contract.check(operation.getOperationId(), 400, type, answer.body());
            }
        }
    }

    /// A certificate that the authority has issued, to somebody of whom the configuration says nothing.
    @Test
    void whoseCertificateIsNobodysIsRefusedByEveryCall(@TempDir Path folder) throws Exception {
        var files = new TestCertificates(folder);
        var authority = TestCertificates.authority("operators");
        var own = files.write("server", TestCertificates.issued(authority, "localhost"));
        var ca = files.write("ca.pem", authority.getCertificatePEM());
        var clients = new ClientCertificates(
                ClientCertificates.Demand.REQUIRED,
                ca,
                List.of(new ClientCertificates.Client(
                        new ClientCertificates.Match.Subject("cn=alice"), new Caller("alice", Caller.Role.OPERATOR))));
        var tls = new AdminSettings.Tls(own.certificate(), own.key(), Optional.of(clients));
        var access = new AdminSettings.Access(Optional.empty(), Optional.of(tls));
        var guarded = FakeNode.start(
                vertx,
                new AdminSettings(new AdminSettings.Listen("127.0.0.1", 0), null, access, List.of()),
                a.services());
        try (var mallory = ClientCertificatesIT.client(authority, TestCertificates.issued(authority, "mallory"))) {
            for (var operation : contract.operations()) {
                if (!contract.described().contains(operation.getOperationId() + " 403")) continue;
                var url = URI.create("https://localhost:" + guarded.port() + path(operation));
                var asked = HttpRequest.newBuilder(url).method(method(operation), BodyPublishers.noBody());
                expect(operation.getOperationId(), 403, mallory.send(asked.build(), BodyHandlers.ofString()));
            }
        }
    }

    private static String method(Operation operation) {
        return operation.getHttpMethod().name();
    }

    private static String path(Operation operation) {
        return Contract.path(operation);
    }

    /// The last test: what the document describes has been seen, but for what takes tokens (AdminAccessIT).
    @Test
    @Order(Integer.MAX_VALUE)
    void everyAnswerOfTheDocumentWasSeen() {
        var unseen = new TreeSet<>(contract.described());
        unseen.removeAll(contract.seen());
        unseen.removeIf(answer -> answer.endsWith(" 401") || answer.endsWith(" 429"));
        assertThat(unseen).containsExactly("events 503");
    }

    private static JsonObject expect(String operation, int status, HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        var type = answer.headers().firstValue("Content-Type").orElse("");
        contract.check(operation, status, type, answer.body());
        if (status >= 400 && !operation.equals("readyz")) assertThat(type).isEqualTo("application/problem+json");
        return type.contains("json") ? new JsonObject(answer.body()) : new JsonObject();
    }

    private static void problem(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(new JsonObject(answer.body()).getInteger("status")).isEqualTo(status);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(10));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    private static HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> yaml(String body) throws IOException, InterruptedException {
        return send(request("/v1/config/validate")
                .header("Content-Type", "application/yaml")
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> put(String path, String body, String tag)
            throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", tag)
                .method(HttpMethod.PUT.name(), BodyPublishers.ofString(body)));
    }
}
