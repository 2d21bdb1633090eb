package tandem.bench.takeover;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Cores;
import tandem.bench.host.Ports;
import tandem.bench.host.Running;
import tandem.bench.host.Workspace;

/// Two Tandem nodes on one host, whose virtual address is a socket of the loopback address that the owner binds. Both
/// run on the proxy's processor, where the owner's end leaves the successor alone.
final class Pair implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path home;
    private final Path folder;
    private final Cores cores;
    private final Path configuration;
    private final List<Running> nodes = new ArrayList<>();
    private final int[] admin = {Ports.free(), Ports.free()};
    private final int vip = Ports.free();

    /// @param warmUp requests that a starting node sends to itself
    Pair(Path home, Path folder, Cores cores, int backend, int warmUp) {
        this.home = home;
        this.folder = folder;
        this.cores = cores;
        this.configuration = Workspace.write(folder.resolve("pair.yaml"), """
                proxy:
                  event-loops: 1
                  self-check: {warm-up: %d}
                pools:
                  - name: all
                    backends: [{name: one, address: "127.0.0.1:%d"}]
                    check: {path: /115}
                cluster:
                  name: bench-%d
                  nodes:
                    - {name: owner, address: "127.0.0.1:%d", priority: 200, listen: "127.0.0.1:%d", admin: "127.0.0.1:%d"}
                    - {name: standby, address: "127.0.0.1:%d", priority: 100, listen: "127.0.0.1:%d", admin: "127.0.0.1:%d"}
                vips: [{name: shared, mode: socket, address: "127.0.0.1:%d"}]
                """.formatted(
                warmUp, backend, vip, Ports.free(), Ports.free(), admin[0], Ports.free(), Ports.free(), admin[1], vip));
    }

    /// Starts both; blocks until the one owns the address and the other is ready, and through with its own requests.
    void start(boolean warm) {
        start("owner");
        Ports.await(nodes.getFirst(), vip, LIMIT);
        start("standby");
        await(status -> status.getBoolean("ready", false)
                && (!warm || status.getJsonObject("inside", new JsonObject()).getBoolean("warm", false)));
    }

    private void start(String node) {
        var command = new ArrayList<>(cores.onProxy());
        command.addAll(
                List.of(home.resolve("bin/tandem").toString(), "run", "-c", configuration.toString(), "--node", node));
        nodes.add(Running.start(node, folder.resolve(node + ".log"), command, Map.of()));
    }

    private void await(Predicate<JsonObject> reached) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!reached.test(status())) {
            if (System.nanoTime() > end)
                throw new BenchFailed("the standby is not ready after 60 s:\n  "
                        + nodes.getLast().lastWords());
            LockSupport.parkNanos(20_000_000);
        }
    }

    /// What the standby says of itself; nothing while it starts.
    private JsonObject status() {
        if (!nodes.getLast().alive())
            throw new BenchFailed("the standby has ended:\n  " + nodes.getLast().lastWords());
        try (var body =
                URI.create("http://127.0.0.1:" + admin[1] + "/status").toURL().openStream()) {
            return new JsonObject(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new JsonObject();
        }
    }

    /// Where clients connect.
    int port() {
        return vip;
    }

    /// The owner dies.
    void kill() {
        nodes.getFirst().kill();
    }

    @Override
    public void close() {
        nodes.forEach(Running::close);
    }
}
