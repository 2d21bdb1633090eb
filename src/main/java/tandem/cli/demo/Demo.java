package tandem.cli.demo;

import static tandem.cli.demo.Screen.say;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tandem.backend.Backend;
import tandem.config.Settings;
import tandem.vip.VipSettings.Mode;

/// Two nodes, their Tomcats and a client of the shared address, each node and Tomcat a process of its own.
public final class Demo implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final long STOP_SECONDS = 15;

    /// By then the clients have seen what there was to see of an end.
    private static final Duration NOTICED = Duration.ofSeconds(1);

    private final Path config;
    private final Path jvmOptions;
    private final List<Settings> nodes;
    private final Mode.Socket vip;
    private final VipWatch watch;
    private final List<Child> tomcats = new ArrayList<>();
    private final List<Child> proxies = new ArrayList<>();
    private volatile boolean closing;

    /// @param config     the file that the nodes run with
    /// @param jvmOptions what their JVMs are started with
    /// @param nodes      the file as each of its nodes reads it, at least one
    public Demo(Path config, Path jvmOptions, List<Settings> nodes) {
        this.config = config;
        this.jvmOptions = jvmOptions;
        this.nodes = List.copyOf(nodes);
        this.vip = nodes.getFirst().vips().stream()
                .map(each -> each.mode())
                .filter(Mode.Socket.class::isInstance)
                .map(Mode.Socket.class::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        config + ": the demo needs a VIP of `mode: socket`, which needs no root"));
        this.watch = new VipWatch(vip.host(), vip.port(), Demo::outage);
    }

    /// Starts everything, shows it, and follows it until the process is told to end.
    ///
    /// @throws DemoFailed with the reason in words when something did not start
    public void run() throws DemoFailed, InterruptedException {
        checkPorts();
        start();
        new DemoGuide(config, nodes, vip, tomcats, proxies).print();
        follow();
        new CountDownLatch(1).await();
    }

    private void checkPorts() throws DemoFailed {
        var taken = new ArrayList<String>();
        for (var address : addresses()) {
            try (var socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(address);
            } catch (IOException e) {
                taken.add(address.getHostString() + ":" + address.getPort());
            }
        }
        if (!taken.isEmpty())
            throw new DemoFailed("in use already: " + String.join(", ", taken)
                    + ". Another demo may be running; stop it, or change the ports in " + config + ".");
    }

    private List<InetSocketAddress> addresses() {
        var all = new ArrayList<InetSocketAddress>();
        all.add(new InetSocketAddress(vip.host(), vip.port()));
        for (var backend : backends()) all.add(new InetSocketAddress(backend.host(), backend.port()));
        for (var node : nodes) {
            var listen = node.proxy().listen();
            all.add(new InetSocketAddress(listen.host(), listen.port()));
            all.add(new InetSocketAddress(
                    node.admin().listen().host(), node.admin().listen().port()));
            all.add(new InetSocketAddress(
                    node.cluster().bind().host(), node.cluster().bind().port()));
        }
        return all;
    }

    private List<Backend> backends() {
        return nodes.getFirst().pools().getFirst().backends();
    }

    private void start() throws DemoFailed, InterruptedException {
        try {
            for (var backend : backends())
                tomcats.add(Child.start(
                        backend.name(),
                        List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
                        List.of(DemoTomcat.class.getName(), backend.name(), Integer.toString(backend.port()))));
            for (var node : nodes)
                proxies.add(Child.start(
                        node.cluster().self(),
                        List.of("@" + jvmOptions, "-XX:+UseSerialGC", "-Xmx128m"),
                        List.of(
                                "tandem.cli.Tandem",
                                "run",
                                "-c",
                                config.toString(),
                                "--node",
                                node.cluster().self(),
                                "--exit-with-parent")));
        } catch (IOException e) {
            throw new DemoFailed("a process cannot be started: " + e.getMessage());
        }
        for (var i = 0; i < tomcats.size(); i++)
            await(tomcats.get(i), backends().get(i).host(), backends().get(i).port(), "/health");
        for (var i = 0; i < proxies.size(); i++) {
            var admin = nodes.get(i).admin().listen();
            await(proxies.get(i), admin.host(), admin.port(), "/readyz");
        }
        await(proxies.getFirst(), vip.host(), vip.port(), "/health");
    }

    private void await(Child child, String host, int port, String path) throws DemoFailed, InterruptedException {
        var begin = System.nanoTime();
        while (!Probe.answers(host, port, path)) {
            if (!child.alive()) throw failed(child, "did not start");
            if (System.nanoTime() - begin > START_LIMIT.toNanos())
                throw failed(
                        child,
                        "did not answer on " + host + ":" + port + path + " within " + START_LIMIT.toSeconds() + " s");
            Thread.sleep(50);
        }
        Screen.started(path.equals("/health") && port == vip.port() ? "shared address" : child.name(), host, port);
    }

    private static DemoFailed failed(Child child, String what) {
        return new DemoFailed(
                child.name() + " " + what + ". Its last lines:\n  " + String.join("\n  ", child.lastLines()));
    }

    private void follow() {
        for (var child : proxies) {
            child.follow(line -> Screen.event(child.name(), line));
            child.onExit(how ->
                    ended(child, how, "bin/tandem run -c " + DemoGuide.shown(config) + " --node " + child.name()));
        }
        for (var child : tomcats) child.onExit(how -> ended(child, how, ""));
        Thread.ofPlatform().name("watch of the shared address").daemon().start(watch);
    }

    private static void outage(VipWatch.Outage outage) {
        Screen.outage("without service for " + outage.gap().toMillis() + " ms as its clients saw it: " + outage.failed()
                + " of their requests failed (" + outage.reason() + ")");
    }

    /// A takeover may fit between two requests.
    private void tellIfNobodyNoticed() {
        if (!closing && watch.wasServedFor(NOTICED.multipliedBy(2)))
            Screen.outage("without service for less than " + VipWatch.INTERVAL.toMillis()
                    + " ms as its clients saw it: none of their requests failed");
    }

    private void ended(Child child, String how, String again) {
        if (closing) return;
        Screen.ended(child.name() + " (pid " + child.pid() + ") " + how);
        if (again.isEmpty()) return;
        say("    start it again, in another terminal: " + again);
        CompletableFuture.delayedExecutor(NOTICED.toMillis(), TimeUnit.MILLISECONDS)
                .execute(this::tellIfNobodyNoticed);
    }

    /// Stops everything that was started, nodes first.
    @Override
    public void close() {
        if (closing) return;
        closing = true;
        if (proxies.isEmpty() && tomcats.isEmpty()) return;
        say("");
        say("Stopping the demo ...");
        var threads = new ArrayList<Thread>();
        for (var child : proxies) threads.add(Thread.ofPlatform().start(() -> child.stop(STOP_SECONDS)));
        join(threads);
        for (var child : tomcats) threads.add(Thread.ofPlatform().start(() -> child.stop(STOP_SECONDS)));
        join(threads);
        say("Everything is stopped; nothing is left behind.");
    }

    private static void join(List<Thread> threads) {
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        threads.clear();
    }
}
