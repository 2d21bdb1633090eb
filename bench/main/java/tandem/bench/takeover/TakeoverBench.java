package tandem.bench.takeover;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import tandem.bench.contestant.Origin;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Cores;
import tandem.bench.host.Ports;
import tandem.bench.host.Running;
import tandem.bench.host.Tool;
import tandem.bench.host.Workspace;
import tandem.bench.load.Requests;
import tandem.bench.report.Progress;
import tandem.bench.report.ResultsFile;
import tandem.bench.report.Setting;
import tandem.bench.report.Table;

/// The benchmark behind `bench/run takeover`: the owner of an address is killed under load, and the clients
/// come back to a standby that has never served any of them.
public final class TakeoverBench {
    private static final int CONNECTIONS = 64;
    private static final int WARM_UP = 20_000;
    private static final Duration BEFORE = Duration.ofSeconds(2);

    private final Path home;
    private final Path out;
    private final Settings settings;

    /// How it is measured.
    ///
    /// @param runs of each kind, 1 to 100
    /// @param after how long the load goes on after the owner's end
    /// @param steady how much of its end is taken for the steady state
    /// @param rate requests a second of the load at a constant rate
    /// @param kinds in the order of the table
    public record Settings(int runs, Duration after, Duration steady, int rate, Set<Kind> kinds) {
        public Settings {
            kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
            if (runs < 1 || runs > 100) throw new BenchFailed("1 to 100 runs");
            if (after.compareTo(steady.plusSeconds(1)) < 0) throw new BenchFailed("the load does not last long enough");
        }
    }

    /// A kind of load on a kind of standby.
    public enum Kind {
        PACED_WARM("constant rate, warm standby", false, WARM_UP),
        PACED_COLD("constant rate, never warmed", false, 0),
        FULL_WARM("as much as it does, warm standby", true, WARM_UP),
        FULL_COLD("as much as it does, never warmed", true, 0);

        private final String title;
        private final boolean full;
        private final int warmUp;

        Kind(String title, boolean full, int warmUp) {
            this.title = title;
            this.full = full;
            this.warmUp = warmUp;
        }
    }

    /// @param home the project's root
    /// @param out where results go
    public TakeoverBench(Path home, Path out, Settings settings) {
        this.home = home;
        this.out = out;
        this.settings = settings;
    }

    /// Measures; a table for a terminal.
    public String run() {
        Tool.require(List.of(Tool.TASKSET, Tool.NGINX));
        var cores = Cores.ofThisMachine();
        cores.moveHere();
        var each = settings.after.plus(BEFORE).plusSeconds(12);
        var progress = new Progress(each.multipliedBy((long) settings.runs * settings.kinds.size()));
        Map<Kind, List<Moved>> all = new EnumMap<>(Kind.class);
        try (var workspace = Workspace.create()) {
            int port = Ports.free();
            try (Running _ = Origin.FILES.start(home, workspace.folder("backend"), cores, port)) {
                for (int run = 0; run < settings.runs; run++) {
                    for (var kind : settings.kinds) {
                        progress.step("run " + (run + 1) + " of " + settings.runs + ": " + kind.title);
                        try (var pair = new Pair(home, workspace.folder("pair"), cores, port, kind.warmUp)) {
                            all.computeIfAbsent(kind, _ -> new ArrayList<>()).add(measure(pair, kind));
                        }
                        progress.done(each);
                    }
                }
            }
        }
        progress.end();
        return save(all).plain();
    }

    private Moved measure(Pair pair, Kind kind) {
        pair.start(kind.warmUp > 0);
        var attempts = new Attempts();
        var killed = new AtomicLong();
        try (var requests = new Requests(pair.port(), "/115", CONNECTIONS, attempts)) {
            requests.awaitConnected();
            var killer = Thread.ofPlatform().start(() -> kill(pair, killed));
            var time = BEFORE.plus(settings.after);
            if (kind.full) requests.oneAfterAnother(time);
            else requests.atRate(settings.rate, time);
            killer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchFailed("interrupted", e);
        }
        return moved(attempts, killed.get());
    }

    private static void kill(Pair pair, AtomicLong killed) {
        try {
            Thread.sleep(BEFORE);
            pair.kill();
            killed.set(System.nanoTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Moved moved(Attempts attempts, long killed) {
        long served = attempts.firstAnsweredAfter(killed);
        if (served == Long.MAX_VALUE) throw new BenchFailed("nobody answered after the owner's end");
        // The last second is left out: in it the client ends.
        long end = killed + settings.after.minusSeconds(1).toNanos();
        return new Moved(
                (attempts.firstAnswerAfter(killed) - killed) / 1e6,
                attempts.window(served, served + Duration.ofSeconds(1).toNanos()),
                attempts.window(served, served + Duration.ofSeconds(3).toNanos()),
                attempts.window(served, served + Duration.ofSeconds(10).toNanos()),
                attempts.window(end - settings.steady.toNanos(), end),
                attempts.timeline(
                        killed - Duration.ofMillis(Moved.BEFORE_MILLIS).toNanos(),
                        Duration.ofMillis(Moved.STEP_MILLIS).toNanos(),
                        Moved.STEPS));
    }

    private Table save(Map<Kind, List<Moved>> all) {
        var setting = Setting.now(home)
                .put("runs", settings.runs)
                .put("requestsPerSecond", settings.rate)
                .put("secondsAfter", settings.after.toSeconds())
                .put("steadySeconds", settings.steady.toSeconds());
        var results = all.entrySet().stream()
                .map(entry -> new JsonObject()
                        .put("id", entry.getKey().title)
                        .put("setting", setting)
                        .put("takeovers", Moved.write(entry.getValue())))
                .toList();
        new ResultsFile(out)
                .merge(
                        results,
                        Arrays.stream(Kind.values()).map(kind -> kind.title).toList());
        return Moved.table(results);
    }
}
