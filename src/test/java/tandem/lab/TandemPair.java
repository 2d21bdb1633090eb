package tandem.lab;

import static tandem.lab.ClassicLab.VIP;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The real program on the two proxies of a [ClassicLab], with the guide's own configuration in front of
/// two Tomcats.
public final class TandemPair implements AutoCloseable {
    /// The configuration of the guide, as it is in the repository; the better node preempts.
    public static final Path GUIDE =
            Path.of("..", "conf", "classic-guide.yaml").toAbsolutePath().normalize();
    private static final String PREEMPT = "preempt: true";
    private static final int TOMCAT_PORT = 8080;
    private static final int ADMIN_PORT = 9900;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration SETTLED = Duration.ofMillis(500);

    private final ClassicLab classic;
    private final VipWatch watch;
    private final Path sticky;
    private final Map<Host, LabProcess> tomcats = new HashMap<>();
    private final Map<Host, LabProcess> nodes = new HashMap<>();
    private final List<String> jvmFlags;
    private String test = "";
    private Optional<Path> running = Optional.empty();

    /// How the nodes' JVMs are started.
    public enum Jvm {
        /// As the launcher does it: for figures.
        SHIPPED,
        /// With as little work at the start as can be: for everything else.
        QUICK
    }

    private TandemPair(ClassicLab classic, VipWatch watch, Jvm jvm) {
        this.classic = classic;
        this.watch = watch;
        this.sticky = sticky(List.of());
        this.jvmFlags = new ArrayList<>(
                List.of("-XX:+UseSerialGC", "-Xss512k", "-Xmx256m", "-Xms64m", "-Xmn24m", "-XX:SurvivorRatio=2"));
        if (jvm == Jvm.QUICK) jvmFlags.add("-XX:TieredStopAtLevel=1");
    }

    /// Makes the lab and starts the Tomcats.
    ///
    /// @param name of the folder under `target/lab` where the logs go
    public static TandemPair open(String name, Jvm jvm) {
        ClassicLab classic = ClassicLab.open(name);
        try {
            VipWatch watch = VipWatch.start(classic.lab(), VIP, classic.proxyA(), classic.proxyB());
            var pair = new TandemPair(classic, watch, jvm);
            pair.startTomcat(classic.backend1(), "tomcat-1");
            pair.startTomcat(classic.backend2(), "tomcat-2");
            if (jvm == Jvm.QUICK) pair.jvmFlags.addAll(AheadOfTime.options(pair::train));
            return pair;
        } catch (RuntimeException | AssertionError e) {
            classic.close();
            throw e;
        }
    }

    /// The guide's configuration, but without preemption.
    public Path sticky() {
        return sticky;
    }

    /// The same with more settings of the cluster.
    ///
    /// @param cluster lines `key: value`
    public final Path sticky(List<String> cluster) {
        try {
            String guide = Files.readString(GUIDE);
            if (!guide.contains(PREEMPT)) throw new IllegalStateException(GUIDE + " does not say " + PREEMPT);
            var lines = new StringBuilder("preempt: false");
            for (String line : cluster) lines.append("\n  ").append(line);
            return Files.writeString(lab().folder().resolve("sticky.yaml"), guide.replace(PREEMPT, lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Lab lab() {
        return classic.lab();
    }

    public VipWatch watch() {
        return watch;
    }

    /// The host of the higher priority.
    public Host hostA() {
        return classic.proxyA();
    }

    public Host hostB() {
        return classic.proxyB();
    }

    public Host backend1() {
        return classic.backend1();
    }

    public Host backend2() {
        return classic.backend2();
    }

    /// Gives the client and the nodes addresses of IPv6, and puts a network on their wire.
    ///
    /// @param prefix  of 64 bits, ending in `::`
    /// @param network where virtual addresses are to be
    public void bringIpv6(String prefix, String network) {
        List<Host> those = List.of(hostA(), hostB(), classic.client());
        for (int i = 0; i < those.size(); i++) {
            Host host = those.get(i);
            host.run("ip", "addr", "add", prefix + (i + 1) + "/64", "dev", host.device(), "nodad");
            host.run("ip", "-6", "route", "add", network, "dev", host.device());
        }
    }

    /// The host of the clients.
    public Host clientHost() {
        return classic.client();
    }

    /// Asks for a page by the virtual address, once, and returns all that is answered.
    public String get(String path, String... fields) {
        return classic.client().get(VIP, 80, path, fields);
    }

    /// Starts Tomcat on one of the backends' hosts.
    public void startTomcat(Host host, String name) {
        tomcats.put(host, classic.startTomcat(host, name, host.address(), TOMCAT_PORT));
    }

    public LabProcess tomcat(Host host) {
        return running(tomcats, host);
    }

    /// The Tandem process of a host.
    public LabProcess node(Host host) {
        return running(nodes, host);
    }

    private static LabProcess running(Map<Host, LabProcess> processes, Host host) {
        LabProcess process = processes.get(host);
        if (process == null) throw new IllegalStateException("nothing was started on " + host);
        return process;
    }

    /// Starts Tandem on a host; it finds out by its address which of the configured nodes it is.
    public void start(Host host, Path config) {
        start(host, config, jvmFlags);
    }

    /// The same, where no other program is found, such as nft.
    public void startAlone(Host host, Path config) {
        start(host, config, jvmFlags, List.of("env", "PATH=/nowhere"));
    }

    private void start(Host host, Path config, List<String> flags) {
        start(host, config, flags, List.of());
    }

    private void start(Host host, Path config, List<String> flags, List<String> before) {
        var command = new ArrayList<>(before);
        command.addAll(JavaCommand.program(flags, "tandem.cli.Tandem", "run", "-c", config.toString()));
        nodes.put(host, host.start(host.name(), command));
        running = Optional.of(config);
    }

    /// Lets a node do once what nodes do: serve by the virtual address, and stop in good order.
    private void train(List<String> training) {
        var flags = new ArrayList<>(jvmFlags);
        flags.addAll(training);
        start(hostA(), GUIDE, flags);
        lab().await(LIMIT).until("the address is served", () -> get("/"), answer -> answer.contains(" 200 "));
        node(hostA()).terminate();
        node(hostA()).exitCode(LIMIT);
        endNodes();
    }

    /// Brings both nodes to where most tests begin: the better one is active, the other one stands by. What
    /// runs already with this configuration goes on running.
    public void ready(Path config) {
        if (running.isPresent() && !running.get().equals(config)) endNodes();
        lab().healAll();
        startMissing(config);
        // Without preemption whoever was fit first keeps the address.
        if (config.equals(sticky) && watch.awaitSoleOwner(SETTLED, LIMIT).equals(hostB().name())) {
            node(hostB()).kill();
            watch.awaitSoleOwner(hostA(), SETTLED, LIMIT);
            start(hostB(), config);
        }
        watch.awaitSoleOwner(hostA(), SETTLED, LIMIT);
        awaitRole(hostA(), "active");
        awaitRole(hostB(), "standby");
        // The test before may have cut a node off from the Tomcats.
        for (Host host : List.of(hostA(), hostB())) awaitBackendsOut(host, 0);
    }

    private void startMissing(Path config) {
        for (Host host : List.of(hostA(), hostB())) {
            if (!nodes.containsKey(host) || !nodes.get(host).alive()) start(host, config);
        }
    }

    /// Waits until one node has the address for a while, and says that it is active, and the other one
    /// says that it stands by; returns the owner's name.
    public String awaitOneActive(Duration hold) {
        return lab().await(LIMIT)
                .until(
                        "one node is active and the other one stands by",
                        () -> {
                            String owner = watch.awaitSoleOwner(hold, LIMIT);
                            boolean a = owner.equals(hostA().name());
                            return hasRole(hostA(), a ? "active" : "standby")
                                            && hasRole(hostB(), a ? "standby" : "active")
                                    ? owner
                                    : "";
                        },
                        owner -> !owner.isEmpty());
    }

    private boolean hasRole(Host host, String role) {
        return status(host).getJsonArray("vips", new JsonArray()).stream()
                .anyMatch(vip -> role.equals(((JsonObject) vip).getString("role")));
    }

    /// Waits until a node says that it is active or stands by.
    public void awaitRole(Host host, String role) {
        lab().await(LIMIT).until(host + " says that it is " + role, () -> hasRole(host, role), yes -> yes);
    }

    /// Waits until a node says that so many backends are taken out of balancing.
    public void awaitBackendsOut(Host host, int count) {
        lab().await(LIMIT)
                .until(
                        host + " has taken " + count + " backends out",
                        () -> status(host).getJsonArray("pools", new JsonArray()).stream()
                                .flatMap(pool -> ((JsonObject) pool).getJsonArray("backends").stream())
                                .filter(backend -> "out".equals(((JsonObject) backend).getString("state")))
                                .count(),
                        out -> out == count);
    }

    /// Whether a node says that it hears the other one.
    public boolean hearsTheOther(Host host) {
        return heard(host) > 0;
    }

    /// How many other nodes a node says that it hears.
    public long heard(Host host) {
        var cluster = status(host).getJsonObject("cluster", new JsonObject());
        return cluster.getJsonArray("members", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(member -> !member.getBoolean("self") && member.getBoolean("heard"))
                .count();
    }

    /// What a node says of itself; empty as long as it does not answer.
    public JsonObject status(Host host) {
        String answer = host.get("127.0.0.1", ADMIN_PORT, "/status");
        int body = answer.indexOf("\r\n\r\n");
        return body < 0 ? new JsonObject() : new JsonObject(answer.substring(body));
    }

    /// Starts to ask for the page by the virtual address, and returns when it is served.
    public LoadClient client() {
        return client(LoadClient.Style.newConnections("http://" + VIP + "/"));
    }

    /// A client that waits for its answers as long as it takes.
    public LoadClient patientClient() {
        return client(LoadClient.Style.patient("http://" + VIP + "/"));
    }

    /// Waits until a node has warmed itself up.
    public void awaitWarm(Host host) {
        lab().await(LIMIT)
                .until(
                        host + " is warm",
                        () -> status(host)
                                .getJsonObject("inside", new JsonObject())
                                .getBoolean("warm", false),
                        warm -> warm);
    }

    private LoadClient client(LoadClient.Style style) {
        return client("client", style).awaitServed(LIMIT);
    }

    /// A client of another kind.
    ///
    /// @param name ends the name of its log
    public LoadClient client(String name, LoadClient.Style style) {
        return LoadClient.start(lab(), classic.client(), test + "." + name, style);
    }

    /// Has a node hand its address over, by the command; returns what that prints when the other node has
    /// it.
    public String switchover(Host owner) {
        var flags = new ArrayList<>(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        flags.addAll(AheadOfTime.optionsIfMade());
        return owner.run(
                JavaCommand.program(flags, "tandem.cli.Tandem", "switchover").toArray(String[]::new));
    }

    /// Asks a node by its admin endpoint to hand its address over; returns when it is done. Quicker than
    /// the command.
    public void askForSwitchover(Host owner) {
        String answer = owner.post("127.0.0.1", ADMIN_PORT, "/v1/vips/web/switchover", "{}");
        if (!answer.startsWith("HTTP/1.1 200")) throw new AssertionError("no switchover: " + answer);
    }

    /// Starts clients of another kind on the client's host.
    ///
    /// @param kind is given the lab, the host and the URL of the page
    public <T> T load(Starter<T> kind) {
        return kind.start(lab(), classic.client(), "http://" + VIP + "/");
    }

    /// What starts clients.
    @FunctionalInterface
    public interface Starter<T> {
        T start(Lab lab, Host client, String url);
    }

    /// Begins a test: its name begins the names of the clients' logs, and stands among the nodes' lines.
    public void begin(String testName) {
        test = testName;
        lab().note(testName + " begins at " + Instant.now());
    }

    /// Fails when a node ended that nobody had told to.
    public void assertNoneCrashed() {
        nodes.values().forEach(node -> {
            if (node.crashed()) throw new AssertionError(node + " ended by itself; its log: " + node.log());
        });
    }

    /// Ends the nodes, whatever their state, and puts everything else back as it was.
    public void endNodes() {
        nodes.values().forEach(node -> {
            if (node.alive()) node.kill();
        });
        nodes.clear();
        running = Optional.empty();
        lab().healAll();
        for (Host host : List.of(hostA(), hostB())) {
            // A leased address goes by itself, perhaps between the look and the hand.
            host.run("sh", "-c", "ip addr del " + VIP + "/32 dev " + host.device() + " 2>/dev/null || true");
        }
    }

    @Override
    public void close() {
        classic.close();
    }
}
