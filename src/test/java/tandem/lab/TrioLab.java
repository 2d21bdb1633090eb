package tandem.lab;

import static tandem.lab.ClassicLab.VIP;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Two nodes and a witness with the repository's own example, in front of two Tomcats. The nodes go on running from
/// one test to the next, unless one failed.
final class TrioLab implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {
    static final Duration LIMIT = Duration.ofSeconds(60);
    /// A claim comes seconds after a loss; in less than this nothing may change where nothing has to.
    static final Duration STEADY = Duration.ofSeconds(1);

    private static final Path CONFIG =
            Path.of("..", "conf", "witness.yaml").toAbsolutePath().normalize();
    private static final int ADMIN_PORT = 9900;

    private final Map<Host, LabProcess> nodes = new HashMap<>();
    private @Nullable ClassicLab classic;
    private @Nullable Host witness;
    private @Nullable VipWatch watch;

    @Override
    public void beforeAll(ExtensionContext context) {
        classic = ClassicLab.open("witness", "eth1");
        witness = lab().host("witness", "192.168.17.140", "eth0");
        watch = VipWatch.start(lab(), VIP, hostA(), hostB());
        classic().startTomcat(classic().backend1(), "tomcat-1", "192.168.17.141", 8080);
        classic().startTomcat(classic().backend2(), "tomcat-2", "192.168.17.142", 8080);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (classic != null) classic.close();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        lab().note(context.getDisplayName() + " begins at " + Instant.now());
        heal();
        for (Host host : List.of(hostA(), hostB())) start(host, "run");
        start(witness(), "witness");
        watch().awaitSoleOwner(STEADY, LIMIT);
        for (Host host : List.of(hostA(), hostB())) awaitHeard(host, 2);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        heal();
        if (context.getExecutionException().isEmpty()) return;
        nodes.values().forEach(node -> {
            if (node.alive()) node.kill();
        });
        nodes.clear();
        for (Host host : List.of(hostA(), hostB()))
            host.run("sh", "-c", "ip addr del " + VIP + "/32 dev " + host.device() + " 2>/dev/null || true");
    }

    /// Starts what does not run.
    void start(Host host, String command) {
        LabProcess running = nodes.get(host);
        if (running != null && running.alive()) return;
        var flags = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xss512k", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
        flags.addAll(AheadOfTime.optionsIfMade());
        nodes.put(
                host,
                host.start(
                        host.name(),
                        JavaCommand.program(flags, "tandem.cli.Tandem", command, "-c", CONFIG.toString())));
    }

    /// The process of a host.
    LabProcess node(Host host) {
        LabProcess node = nodes.get(host);
        if (node == null) throw new IllegalStateException("nothing was started on " + host);
        return node;
    }

    /// Lets nothing pass between two hosts any more; all others reach both.
    void part(Host one, Host other) {
        one.loseWhatGoesTo(other);
        other.loseWhatGoesTo(one);
    }

    /// Ends what [#part], [Host#loseWhatGoesTo] and the cables do.
    void heal() {
        for (Host host : List.of(hostA(), hostB(), witness())) host.loseNothing();
        lab().healAll();
    }

    /// Waits until a node hears so many others.
    void awaitHeard(Host host, long count) {
        lab().await(LIMIT).until(host + " hears " + count + " others", () -> heard(host), heard -> heard == count);
    }

    private long heard(Host host) {
        String answer = host.get("127.0.0.1", ADMIN_PORT, "/status");
        int body = answer.indexOf("\r\n\r\n");
        if (body < 0) return -1;
        var cluster = new JsonObject(answer.substring(body)).getJsonObject("cluster", new JsonObject());
        return cluster.getJsonArray("members", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(member -> !member.getBoolean("self") && member.getBoolean("heard"))
                .count();
    }

    /// The owner, after the address has stayed there for a while.
    Host owner() {
        return watch().awaitSoleOwner(STEADY, LIMIT).equals(hostA().name()) ? hostA() : hostB();
    }

    Host otherThan(Host host) {
        return host == hostA() ? hostB() : hostA();
    }

    Lab lab() {
        return classic().lab();
    }

    VipWatch watch() {
        if (watch == null) throw new IllegalStateException("not open");
        return watch;
    }

    Host hostA() {
        return classic().proxyA();
    }

    Host hostB() {
        return classic().proxyB();
    }

    Host witness() {
        if (witness == null) throw new IllegalStateException("not open");
        return witness;
    }

    private ClassicLab classic() {
        if (classic == null) throw new IllegalStateException("not open");
        return classic;
    }
}
