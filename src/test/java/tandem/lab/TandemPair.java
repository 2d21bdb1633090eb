package tandem.lab;

import static tandem.lab.ClassicLab.VIP;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The real program on the two proxies of a [ClassicLab], with the guide's own configuration in front of two
/// Tomcats.
public final class TandemPair implements AutoCloseable {
    private static final Path GUIDE =
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
    private String test = "";

    private TandemPair(ClassicLab classic, VipWatch watch, Path sticky) {
        this.classic = classic;
        this.watch = watch;
        this.sticky = sticky;
    }

    /// Makes the lab and starts the Tomcats.
    ///
    /// @param name of the folder under `target/lab` where the logs go
    public static TandemPair open(String name) {
        ClassicLab classic = ClassicLab.open(name);
        try {
            VipWatch watch = VipWatch.start(classic.lab(), VIP, classic.proxyA(), classic.proxyB());
            var pair = new TandemPair(classic, watch, sticky(classic.lab().folder()));
            pair.startTomcat(classic.backend1(), "tomcat-1");
            pair.startTomcat(classic.backend2(), "tomcat-2");
            return pair;
        } catch (RuntimeException | AssertionError e) {
            classic.close();
            throw e;
        }
    }

    /// The guide's configuration, but for the owner, who stays.
    private static Path sticky(Path folder) {
        try {
            String guide = Files.readString(GUIDE);
            if (!guide.contains(PREEMPT)) throw new IllegalStateException(GUIDE + " does not say " + PREEMPT);
            return Files.writeString(folder.resolve("sticky.yaml"), guide.replace(PREEMPT, "preempt: false"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The guide's configuration, as it is in the repository; the better node preempts.
    public Path guide() {
        return GUIDE;
    }

    /// The same without preemption.
    public Path sticky() {
        return sticky;
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
        List<String> command = JavaCommand.program(
                List.of("-Xmx256m", "-XX:+UseSerialGC"), "tandem.cli.Tandem", "run", "-c", config.toString());
        nodes.put(host, host.start(test + "." + host.name(), command));
    }

    /// Starts both, and returns when the better one is active and the other one stands by.
    ///
    /// @param testName begins the names of the logs
    public void startBoth(String testName, Path config) {
        test = testName;
        start(hostA(), config);
        // Without preemption the first one that is ready keeps the address, and this has to be the better
        // one.
        if (config.equals(sticky)) watch.awaitSoleOwner(hostA(), SETTLED, LIMIT);
        start(hostB(), config);
        watch.awaitSoleOwner(hostA(), SETTLED, LIMIT);
        awaitRole(hostB(), "standby");
    }

    /// Waits until a node says that it is active or stands by.
    public void awaitRole(Host host, String role) {
        lab().await(LIMIT)
                .until(
                        host + " says that it is " + role,
                        () -> status(host),
                        status -> status.getJsonArray("vips", new JsonArray()).stream()
                                .anyMatch(vip -> role.equals(((JsonObject) vip).getString("role"))));
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

    private LoadClient client(LoadClient.Style style) {
        return client("client", style).awaitServed(LIMIT);
    }

    /// A client of another kind.
    ///
    /// @param name ends the name of its log
    public LoadClient client(String name, LoadClient.Style style) {
        return LoadClient.start(lab(), classic.client(), test + "." + name, style);
    }

    /// Has a node hand its address over, by the command; returns what that prints when the other node has it.
    public String switchover(Host owner) {
        return owner.run(JavaCommand.program(
                        List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        "tandem.cli.Tandem",
                        "switchover")
                .toArray(String[]::new));
    }

    /// Begins a test that starts the nodes by itself.
    public void begin(String testName) {
        test = testName;
    }

    /// Ends the nodes, whatever their state, and puts everything else back as it was.
    public void reset() {
        nodes.values().forEach(node -> {
            if (node.alive()) node.kill();
        });
        nodes.clear();
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
