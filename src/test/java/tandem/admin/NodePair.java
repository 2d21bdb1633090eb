package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import tandem.fixture.Await;
import tandem.fixture.FreePorts;
import tandem.fixture.TomcatBackend;
import tandem.lab.AheadOfTime;
import tandem.lab.JavaCommand;

/// Two real nodes on loopback in processes of their own, with a shared address and two real Tomcats.
final class NodePair implements AutoCloseable {
    private static final List<String> JVM = Stream.concat(
                    Stream.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx192m"),
                    AheadOfTime.optionsIfMade().stream())
            .toList();

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final Path config;
    private final Map<String, Process> processes = new HashMap<>();
    private final Map<String, Integer> admin = new HashMap<>();
    private final Map<String, Integer> listeners = new HashMap<>();
    private final List<TomcatBackend> tomcats = new ArrayList<>();
    private final int vip;
    private final Thread load;
    private final AtomicInteger answered = new AtomicInteger();
    private volatile boolean loading = true;

    NodePair(Path folder) throws Exception {
        this(folder, "failures: 2, duration: 1s");
    }

    /// @param eject settings of the pool
    NodePair(Path folder, String eject) throws Exception {
        this(folder, Extra.NONE, List.of(TomcatBackend.start("tomcat-1"), TomcatBackend.start("tomcat-2")), tomcats ->
                """
                  - name: shop
                    backends:
                      - {name: tomcat-1, address: 127.0.0.1:%d}
                      - {name: tomcat-2, address: 127.0.0.1:%d}
                    check: {interval: 500ms, timeout: 500ms, rise: 1, fall: 2}
                    eject: {%s}
                """.formatted(tomcats.get(0).port(), tomcats.get(1).port(), eject));
    }

    /// In front of the caller's own backends.
    ///
    /// @param pool an entry of the list of pools
    static NodePair inFrontOf(Path folder, String pool) throws Exception {
        return inFrontOf(folder, pool, Extra.NONE);
    }

    /// The same with more of a configuration.
    static NodePair inFrontOf(Path folder, String pool, Extra extra) throws Exception {
        return new NodePair(folder, extra, List.of(), _ -> pool);
    }

    /// What else stands in the configuration.
    ///
    /// @param cluster a key of `cluster`
    /// @param more    sections
    record Extra(String cluster, String more) {
        static final Extra NONE = new Extra("", "");
    }

    private NodePair(Path folder, Extra extra, List<TomcatBackend> own, Function<List<TomcatBackend>, String> pool)
            throws Exception {
        this.folder = folder;
        var ports = FreePorts.find(7);
        vip = ports.get(0);
        admin.put("proxy-a", ports.get(1));
        admin.put("proxy-b", ports.get(2));
        listeners.put("proxy-a", ports.get(5));
        listeners.put("proxy-b", ports.get(6));
        tomcats.addAll(own);
        config = Files.writeString(folder.resolve("pair.yaml"), """
                proxy: {event-loops: 1}
                state-dir: %s
                pools:
                %s
                cluster:
                  name: production
                  nodes:
                    - {name: proxy-a, address: 127.0.0.1:%d, priority: 100, listen: 127.0.0.1:%d, admin: 127.0.0.1:%d}
                    - {name: proxy-b, address: 127.0.0.1:%d, priority: 90, listen: 127.0.0.1:%d, admin: 127.0.0.1:%d}
                  start-wait: 10s
                  %s
                vips:
                  - {name: main, mode: socket, address: 127.0.0.1:%d}
                stop: {drain: 1s}
                %s
                """.formatted(
                        Files.createDirectory(folder.resolve("state")),
                        pool.apply(own),
                        ports.get(3),
                        ports.get(5),
                        ports.get(1),
                        ports.get(4),
                        ports.get(6),
                        ports.get(2),
                        extra.cluster(),
                        vip,
                        extra.more()));
        start("proxy-a");
        start("proxy-b");
        load = Thread.ofPlatform().daemon().start(this::load);
    }

    void start(String node) throws IOException {
        // Where the tests run under nohup, SIGHUP is ignored, and a child would inherit that.
        var command = new ArrayList<>(List.of("env", "--default-signal=HUP"));
        command.addAll(JavaCommand.program(
                JVM, "tandem.cli.Tandem", "run", "-c", config.toString(), "--node", node, "--exit-with-parent"));
        processes.put(
                node,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(
                                folder.resolve(node + ".log").toFile()))
                        .start());
    }

    /// A client that asks again and again, whatever it gets.
    private void load() {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + vip + "/hello"))
                    .timeout(Duration.ofSeconds(1))
                    .build();
            while (loading) {
                try {
                    if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) answered.incrementAndGet();
                } catch (IOException e) {
                    // Between two owners.
                }
                Thread.sleep(15);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until the client has so many more answers.
    void awaitAnswers(int more) throws Exception {
        int target = answered.get() + more;
        Await.until(more + " more answers", LIMIT, () -> answered.get() >= target);
    }

    Path config() {
        return config;
    }

    String url(String node) {
        return "http://127.0.0.1:" + admin.get(node);
    }

    /// Where a node serves whether or not it has the shared address.
    String own(String node) {
        return "http://127.0.0.1:" + listeners.get(node);
    }

    String address() {
        return "127.0.0.1:" + vip;
    }

    /// Host and port of one of its own Tomcats.
    String tomcat(int index) {
        return "127.0.0.1:" + tomcats.get(index).port();
    }

    void stopTomcat(int index) {
        tomcats.remove(index).close();
    }

    void kill(String node) throws InterruptedException {
        process(node).destroyForcibly().waitFor();
    }

    private Process process(String node) {
        return Objects.requireNonNull(processes.get(node));
    }

    boolean runs(String node) {
        return process(node).isAlive();
    }

    /// Stops it in good order, as `kill PID` and systemd do.
    int stop(String node) throws InterruptedException {
        process(node).destroy();
        return process(node).waitFor();
    }

    /// Which node's process really has the listening socket of the address, whatever anybody says; empty for none.
    String holder() throws IOException {
        return ListeningSocket.holder(vip, processes);
    }

    /// Waits until a node says that it is ready.
    void awaitReady(String node, Duration limit) throws InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var question =
                    HttpRequest.newBuilder(URI.create(url(node) + "/readyz")).build();
            Await.<InterruptedException>until(node + " is ready", limit, () -> {
                try {
                    return http.send(question, BodyHandlers.discarding()).statusCode() == 200;
                } catch (IOException e) {
                    return false;
                }
            });
        }
    }

    /// What a client gets who asks at the address.
    int ask() throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + vip + "/hello"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        }
    }

    /// Runs a command in a process of its own, and waits for its end.
    Said tandem(String... arguments) throws IOException, InterruptedException {
        var process = new ProcessBuilder(JavaCommand.program(JVM, "tandem.cli.Tandem", arguments))
                .redirectErrorStream(true)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    /// What came of a command.
    record Said(int status, String text) {}

    void freeze(String node) throws IOException, InterruptedException {
        signal("-STOP", node);
    }

    /// Has it read its configuration again.
    void hangUp(String node) throws IOException, InterruptedException {
        signal("-HUP", node);
    }

    void thaw(String node) throws IOException, InterruptedException {
        signal("-CONT", node);
    }

    private void signal(String signal, String node) throws IOException, InterruptedException {
        var pid = Long.toString(process(node).pid());
        if (new ProcessBuilder("kill", signal, pid).start().waitFor() != 0)
            throw new IllegalStateException("kill " + signal + " " + pid + " failed");
    }

    /// Waits until both nodes name the same owner of the address at the same term, as they do once the last move is
    /// over.
    String agreedOwner() throws Exception {
        var owner = new AtomicReference<>("");
        Await.until("both nodes name one owner", LIMIT, () -> {
            var one = vip("proxy-a");
            var other = vip("proxy-b");
            owner.set(String.valueOf(one.getString("owner")));
            return processes.containsKey(owner.get())
                    && owner.get().equals(other.getString("owner"))
                    && one.getLong("term").equals(other.getLong("term"));
        });
        return owner.get();
    }

    private JsonObject vip(String node) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create(url(node) + "/status"))
                    .timeout(LIMIT)
                    .build();
            var vips =
                    new JsonObject(http.send(request, BodyHandlers.ofString()).body()).getJsonArray("vips");
            return vips.isEmpty() ? new JsonObject() : vips.getJsonObject(0);
        }
    }

    String log(String node) throws IOException {
        return Files.readString(folder.resolve(node + ".log"));
    }

    @Override
    public void close() {
        loading = false;
        try {
            load.join();
            for (var process : processes.values()) process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        tomcats.forEach(TomcatBackend::close);
    }
}
