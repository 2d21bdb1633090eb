package tandem.bench.startup;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tandem.bench.contestant.Certificate;
import tandem.bench.contestant.Contestant;
import tandem.bench.contestant.Entrance;
import tandem.bench.contestant.HaProxy;
import tandem.bench.contestant.JavaPeer;
import tandem.bench.contestant.Nginx;
import tandem.bench.contestant.Origin;
import tandem.bench.contestant.Site;
import tandem.bench.contestant.TandemProxy;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Cores;
import tandem.bench.host.Ports;
import tandem.bench.host.Running;
import tandem.bench.host.Shell;
import tandem.bench.host.Tool;
import tandem.bench.host.Workspace;
import tandem.bench.report.Progress;
import tandem.bench.report.ResultsFile;
import tandem.bench.report.Setting;

/// The benchmark behind `bench/run startup`. Nothing is pinned: a start may use every processor, as in production.
public final class Startup {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Path home;
    private final Path out;
    private final int runs;
    private final Duration settle;

    /// @param home the project's root
    /// @param out where results go
    /// @param runs of each contestant, 1 to 1000
    /// @param settle how long after a start its memory is looked at
    public Startup(Path home, Path out, int runs, Duration settle) {
        if (runs < 1 || runs > 1000) throw new BenchFailed("1 to 1000 runs");
        this.home = home;
        this.out = out;
        this.runs = runs;
        this.settle = settle;
    }

    /// Measures; a table for a terminal.
    public String run() {
        Tool.require(List.of(Tool.TASKSET, Tool.NGINX, Tool.HAPROXY));
        prepare();
        var starts = new LinkedHashMap<String, List<Start>>();
        var progress = new Progress(
                settle.plusSeconds(2).multipliedBy((long) runs * contestants().size()));
        try (var workspace = Workspace.create()) {
            var certificate = Certificate.make(workspace.folder("tls"));
            int port = Ports.free();
            try (Running _ = Origin.FILES.start(home, workspace.folder("backend"), Cores.ofThisMachine(), port)) {
                for (int run = 0; run < runs; run++) {
                    for (var contestant : contestants().entrySet()) {
                        progress.step("run " + (run + 1) + " of " + runs + ": " + contestant.getKey());
                        var folder = workspace.folder(contestant.getKey().replace(' ', '-'));
                        var site = new Site(home, folder, List.of(), port, certificate);
                        starts.computeIfAbsent(contestant.getKey(), _ -> new ArrayList<>())
                                .add(start(contestant.getValue(), site));
                        progress.done(settle.plusSeconds(2));
                    }
                }
            }
        }
        progress.end();
        save(starts);
        return StartupTable.of(starts).plain();
    }

    /// The cache is a part of the program as it is installed.
    private void prepare() {
        try (var jars = Files.newDirectoryStream(home.resolve("src/target"), "tandem-*.jar")) {
            var cache = home.resolve("src/target/tandem.aot");
            boolean current = Files.exists(cache);
            for (Path jar : jars)
                current = current && Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(cache)) < 0;
            if (!current) Shell.run(List.of(home.resolve("bin/tandem").toString(), "prepare"));
        } catch (IOException e) {
            throw new BenchFailed("the program's files cannot be looked at", e);
        }
    }

    private Map<String, Contestant> contestants() {
        var all = new LinkedHashMap<String, Contestant>();
        all.put("tandem, with the cache", new TandemProxy(home, TandemProxy.Cache.ON));
        all.put("tandem, without it", new TandemProxy(home, TandemProxy.Cache.OFF));
        all.put("nginx", new Nginx());
        all.put("haproxy", new HaProxy(HaProxy.Mode.HTTP));
        all.put("vertx", new JavaPeer(JavaPeer.Kind.VERTX));
        all.put("undertow", new JavaPeer(JavaPeer.Kind.UNDERTOW));
        return all;
    }

    private Start start(Contestant contestant, Site site) {
        var entrance = Entrance.free();
        long begin = System.nanoTime();
        try (var running = contestant.start(site, entrance)) {
            double first = awaitOk(running, entrance.http(), "/115", begin);
            Optional<Double> ready = contestant instanceof TandemProxy
                    ? Optional.of(awaitOk(running, entrance.admin(), "/readyz", begin))
                    : Optional.empty();
            LockSupport.parkNanos(settle.toNanos());
            var account = running.account();
            return new Start(first, ready, account.cpuSeconds(), account.residentKib() / 1024.0);
        }
    }

    private static double awaitOk(Running running, int port, String path, long begin) {
        while (!ok(port, path)) {
            if (!running.alive()) throw new BenchFailed(running.name() + " has ended:\n  " + running.lastWords());
            if (System.nanoTime() - begin > LIMIT.toNanos())
                throw new BenchFailed(running.name() + " is not up after 30 s:\n  " + running.lastWords());
            // Often enough for the figure, seldom enough to leave the processors to what starts.
            LockSupport.parkNanos(2_000_000);
        }
        return (System.nanoTime() - begin) / 1e6;
    }

    private static boolean ok(int port, String path) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(5000);
            var request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return answer.equals("HTTP/1.1 200");
        } catch (IOException e) {
            return false;
        }
    }

    private void save(Map<String, List<Start>> starts) {
        var setting = Setting.now(home).put("runs", runs);
        var results = starts.entrySet().stream()
                .map(entry -> new JsonObject()
                        .put("id", entry.getKey())
                        .put("setting", setting)
                        .put(
                                "starts",
                                new JsonArray(entry.getValue().stream()
                                        .map(StartupTable::write)
                                        .toList())))
                .toList();
        new ResultsFile(out).merge(results, List.copyOf(contestants().keySet()));
    }
}
