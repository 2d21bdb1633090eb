package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import tandem.backend.Backend;
import tandem.backend.Mode;
import tandem.backend.PoolChange;
import tandem.backend.PoolRefusal;
import tandem.balance.Algorithm;
import tandem.cluster.BeaconCounts;
import tandem.cluster.Fitness;
import tandem.cluster.MemberStatus;
import tandem.cluster.NodeState;
import tandem.fitness.Finding;
import tandem.health.BackendStatus;
import tandem.health.CheckResult;
import tandem.health.Standing;
import tandem.proxy.ListenerSnapshot;
import tandem.proxy.PoolSnapshot;
import tandem.proxy.ProxySnapshot;
import tandem.tls.BackendTlsSnapshot;
import tandem.tls.CertificateSnapshot;
import tandem.tls.HandshakeProblem.Reason;
import tandem.vip.HandoverStatus;
import tandem.vip.Renewals;
import tandem.vip.Role;
import tandem.vip.Transition;
import tandem.vip.VipStatus;

/// A node whose every answer the test says, behind a real admin server.
public final class FakeNode implements Control, Switchover, Reload, SharedPools {
    private static final Duration RELOAD_PATIENCE = Duration.ofMillis(500);
    private static final Instant THEN = Instant.parse("2026-03-01T10:00:00.123456Z");

    /// What comes of a reload; a promise for one that takes long.
    public volatile Future<Reloaded> reloaded =
            Future.succeededFuture(new Reloaded.Done(THEN, "test", List.of("pool tomcat: added")));
    public final EventLog events = new EventLog();
    public volatile String level = "info";
    public volatile JsonObject settings = new JsonObject().put("proxy", new JsonObject());
    public final List<PoolChange> changes = new CopyOnWriteArrayList<>();
    volatile Mode mode = new Mode.Enabled();
    volatile int weight = 1;
    private final AtomicLong version = new AtomicLong(1);
    public volatile Duration held = Duration.ZERO;
    public volatile SwitchoverReply reply = new SwitchoverReply.Moved("proxy-b", "proxy-b has it");
    /// What it says of a move that is under way.
    public volatile Optional<String> going = Optional.empty();
    /// How often a move was asked for.
    public final AtomicInteger moves = new AtomicInteger();
    volatile boolean ready = true;
    /// A fault of the program: whatever is asked of it throws.
    volatile boolean broken;
    volatile Role role = new Role.Active("proxy-a");
    public volatile List<ListenerSnapshot> listeners = List.of();
    /// Of its admin listener.
    public volatile Optional<CertificateSnapshot> certificate = Optional.empty();
    /// That its backends are shown.
    public volatile Optional<CertificateSnapshot> shown = Optional.empty();
    /// By the address of a backend: why TLS with it fails.
    volatile Map<String, String> handshakes = Map.of("192.168.17.141:8443", "its certificate is not for tomcat-1");
    volatile Standing standing = Standing.HEALTHY;
    /// What it has heard of proxy-b.
    volatile Fitness heard = new Fitness.Unfit(List.of("no disk"));
    /// That only vote, by its configuration.
    volatile Set<String> witnesses = Set.of();
    /// Members besides the two nodes.
    volatile List<MemberStatus> alsoThere = List.of();
    final List<Transition> transitions = new ArrayList<>(List.of(new Transition(
            THEN,
            2,
            new Role.Standby("proxy-b"),
            new Role.Active("proxy-a"),
            "proxy-b is gone",
            Optional.of(new Transition.Takeover(
                    Optional.of(Duration.ofMillis(21)),
                    Duration.ofNanos(120_300),
                    Duration.ofMillis(1),
                    Duration.ofMillis(2),
                    Optional.of(Duration.ofMillis(6)))))));
    /// Nodes that are asked and answer so; others do not answer.
    final Map<String, FakeNode> others = new ConcurrentHashMap<>();
    final String name;
    private final PeerCalls calls;

    public FakeNode(String name) {
        this.name = name;
        this.calls = new PeerCalls(services(), RELOAD_PATIENCE);
    }

    public Services services() {
        return new Services(this::snapshot, this::readiness, this, this::ask, this, events, this, this::metrics);
    }

    /// Who has the address, as far as it knows.
    public void owner(Optional<String> node) {
        role = node.<Role>map(who -> who.equals(name) ? new Role.Active(who) : new Role.Standby(who))
                .orElseGet(Role.Abstains::new);
    }

    /// Another node is there, and answers.
    public FakeNode with(FakeNode other) {
        others.put(other.name, other);
        return other;
    }

    Future<JsonObject> ask(String node, JsonObject question) {
        if (node.equals(name)) return calls.answer(question);
        var other = others.get(node);
        if (other == null) return Future.failedFuture("node " + node + " did not answer within 700 ms");
        return other.ask(node, question);
    }

    public static AdminServer start(Vertx vertx, AdminSettings settings, Services services) throws Exception {
        return AdminServer.start(vertx, settings, services)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private void failWhereBroken() {
        if (broken) throw new IllegalStateException("broken");
    }

    String metrics() {
        failWhereBroken();
        return "# HELP up yes\n";
    }

    Readiness readiness() {
        return ready ? new Readiness(true, List.of()) : new Readiness(false, List.of("stopping"));
    }

    NodeSnapshot snapshot() {
        failWhereBroken();
        return new NodeSnapshot(
                new NodeSnapshot.About(name, "test", "0.1.0", THEN, "0.0.0.0:80", witnesses),
                readiness(),
                Stream.concat(
                                Stream.of(member("proxy-a", new Fitness.Fit()), member("proxy-b", heard)),
                                alsoThere.stream())
                        .toList(),
                new BeaconCounts(5, 4, 3, 2, 1),
                new NodeSnapshot.Vips(
                        List.of(new VipStatus(
                                "main",
                                "192.168.77.50/32",
                                role,
                                2,
                                "proxy-b is gone",
                                THEN,
                                Optional.empty(),
                                transitions)),
                        List.of(new HandoverStatus(
                                "main",
                                Optional.empty(),
                                going,
                                new HandoverStatus.HandedBack(Optional.empty(), 42),
                                Optional.of("moved"),
                                Optional.of(THEN))),
                        Map.of("main", new Renewals(20, 0))),
                new NodeSnapshot.Inside(true, List.of(new Finding("own data path", true, "answered 200"))),
                new ProxySnapshot(
                        100,
                        1,
                        2,
                        3,
                        List.of(new ProxySnapshot.BackendTraffic(
                                "tomcat-1", new PoolSnapshot.Traffic(99, 1, 2, Optional.of(Duration.ofMillis(7)), 0)))),
                new NodeSnapshot.Serving(
                        listeners, list().stream().map(NodeSnapshot.Pool::of).toList(), certificate));
    }

    @Override
    public List<PoolSnapshot> list() {
        var member = new PoolSnapshot.Member(
                backend(), mode, new PoolSnapshot.Traffic(99, 1, 2, Optional.of(Duration.ofMillis(7)), 0, 4, 5));
        return List.of(new PoolSnapshot(
                "tomcat",
                Algorithm.ROUND_ROBIN,
                version.get(),
                List.of(member),
                Optional.of(new PoolSnapshot.Queue(200, 3, 2, 1)),
                Optional.of(new BackendTlsSnapshot(
                        true, 7, Map.of(Reason.WRONG_NAME, 2L), handshakes, Optional.empty(), shown)),
                PoolSnapshot.Sticky.NONE,
                PoolSnapshot.Hedges.NONE));
    }

    @Override
    public Optional<List<BackendStatus.LastCheck>> checks(String pool, String backend) {
        return pool.equals("tomcat") && backend.equals("tomcat-1")
                ? Optional.of(List.of(backend().lastCheck().orElseThrow()))
                : Optional.empty();
    }

    @Override
    public JsonObject wishes(JsonObject question) {
        return new JsonObject();
    }

    @Override
    public Changed change(String pool, PoolChange change, Instant asked) {
        if (!pool.equals("tomcat")) return refused(PoolRefusal.Why.NO_SUCH_POOL, "there is no pool " + pool);
        if (change.equals(new PoolChange.Remove("tomcat-1")))
            return refused(PoolRefusal.Why.CONFLICT, "it is the last one");
        if (change instanceof PoolChange.Add(var added) && added.name().equals("tomcat-1"))
            return refused(PoolRefusal.Why.CONFLICT, "pool tomcat has tomcat-1 already");
        if (change instanceof PoolChange.Drain && !(mode instanceof Mode.Enabled))
            return refused(PoolRefusal.Why.CONFLICT, "tomcat-1 is drained already");
        if (!change.backend().equals("tomcat-1")
                && !change.equals(new PoolChange.Remove("old"))
                && !(change instanceof PoolChange.Add))
            return refused(PoolRefusal.Why.NO_SUCH_BACKEND, "there is no backend " + change.backend());
        if (change instanceof PoolChange.Drain) mode = new Mode.Draining(THEN, THEN.plusSeconds(60));
        if (change instanceof PoolChange.Enable) mode = new Mode.Enabled();
        if (change instanceof PoolChange.Weigh(var _, var to)) weight = to;
        changes.add(change);
        version.incrementAndGet();
        return new Changed.Done(list().getFirst());
    }

    @Override
    public Changed follow(String pool, PoolChange change, Instant at) {
        return change(pool, change, at);
    }

    @Override
    public Instant newest(String pool, String backend) {
        return Instant.EPOCH;
    }

    private static Changed refused(PoolRefusal.Why why, String text) {
        return new Changed.Refused(new PoolRefusal(why, text));
    }

    private BackendStatus backend() {
        return new BackendStatus(
                new Backend("tomcat-1", "10.0.0.1", 8080, weight),
                standing,
                "2 requests failed in a row",
                Duration.ofSeconds(3),
                Optional.of(new BackendStatus.LastCheck(
                        new CheckResult.Passed(200, Duration.ofNanos(1_500_000)), Duration.ofMillis(20))),
                new BackendStatus.Counts(0, 2, 0));
    }

    MemberStatus member(String node, Fitness fitness) {
        var said = new NodeState(node, 1, 1, 100, fitness, Map.of("main", 2L), Map.of("main", 2L), Map.of());
        return new MemberStatus(node, "10.0.0.9:5701", node.equals(name), said);
    }

    @Override
    public Future<SwitchoverReply> move(String vip, Optional<String> to) {
        moves.incrementAndGet();
        return Future.succeededFuture(
                vip.equals("main") ? reply : new SwitchoverReply.UnknownVip("there is no VIP " + vip));
    }

    @Override
    public Reload reload() {
        return this;
    }

    @Override
    public Future<Reloaded> reload(String asked) {
        return reloaded;
    }

    @Override
    public Optional<Reloaded> last() {
        failWhereBroken();
        return Optional.ofNullable(reloaded.result());
    }

    @Override
    public Future<SwitchoverReply> hold(String vip, Duration limit) {
        held = limit;
        return kept(vip);
    }

    @Override
    public Future<SwitchoverReply> release(String vip) {
        return kept(vip);
    }

    private Future<SwitchoverReply> kept(String vip) {
        return move(vip, Optional.empty())
                .map(said ->
                        said instanceof SwitchoverReply.Moved ? new SwitchoverReply.Done(name + " keeps it") : said);
    }

    @Override
    public JsonObject settings() {
        failWhereBroken();
        return settings;
    }

    @Override
    public JsonObject check(String yaml) {
        failWhereBroken();
        return new JsonObject()
                .put("valid", true)
                .put("summary", "candidate: valid")
                .put("problems", new JsonArray());
    }

    @Override
    public String logLevel() {
        failWhereBroken();
        return level;
    }

    @Override
    public void logLevel(String to) {
        level = to;
    }
}
