package tandem.bench.throughput;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import tandem.bench.contestant.Certificate;
import tandem.bench.contestant.Contestant;
import tandem.bench.contestant.Origin;
import tandem.bench.contestant.Site;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Cores;
import tandem.bench.host.Ports;
import tandem.bench.host.Running;
import tandem.bench.host.Workspace;
import tandem.bench.load.Load;
import tandem.bench.load.Wrk;
import tandem.bench.report.Progress;

/// Runs the cases: for each backend all contestants at once, of which only the one whose turn it is is not
/// frozen; within a case the turns alternate, so that what changes on the machine meanwhile meets all alike.
final class Rounds {
    private final Path home;
    private final Workspace workspace;
    private final Cores cores;
    private final Plan plan;
    private final Progress progress;
    private final Certificate certificate;
    private double capacity;

    Rounds(Path home, Workspace workspace, Cores cores, Plan plan, Progress progress) {
        this.home = home;
        this.workspace = workspace;
        this.cores = cores;
        this.plan = plan;
        this.progress = progress;
        this.certificate = Certificate.make(workspace.folder("tls"));
    }

    /// How long it will take about.
    static Duration estimate(List<Case> cases, List<Contestant> contestants, Plan plan) {
        long turns = (long) cases.size() * contestants.size() * plan.rounds();
        long warming = contestants.stream().filter(Contestant::compilesItself).count() * cases.size();
        return plan.turn().multipliedBy(turns).plus(plan.warmUp().dividedBy(2).multipliedBy(warming));
    }

    /// @param contestants the first is what the others are compared with
    /// @param measured is told of each case as soon as all have had their turns
    Map<Case, List<Series>> run(
            List<Case> cases, List<Contestant> contestants, BiConsumer<Case, List<Series>> measured) {
        var results = new LinkedHashMap<Case, List<Series>>();
        for (var origin : Origin.values()) {
            var behind = cases.stream().filter(one -> one.origin() == origin).toList();
            if (!behind.isEmpty())
                run(origin, behind, contestants, (one, series) -> {
                    results.put(one, series);
                    measured.accept(one, series);
                });
        }
        return results;
    }

    private void run(
            Origin origin, List<Case> cases, List<Contestant> contestants, BiConsumer<Case, List<Series>> measured) {
        int port = Ports.free();
        var stalls = new ArrayList<Stall>();
        try (Running _ = origin.start(home, workspace.folder("backend-" + origin), cores, port)) {
            try {
                for (var contestant : contestants) {
                    var folder = workspace.folder(origin + "-" + contestant.id());
                    stalls.add(
                            Stall.open(contestant, new Site(home, folder, cores.onProxy(), port, certificate), cores));
                    stalls.getLast().running().freeze();
                }
                for (var one : cases) measured.accept(one, measure(one, stalls));
            } finally {
                stalls.forEach(Stall::close);
            }
        }
    }

    private List<Series> measure(Case one, List<Stall> stalls) {
        var reasons = new LinkedHashMap<Stall, Optional<String>>();
        for (var stall : stalls) reasons.put(stall, problem(one, stall));
        var able = stalls.stream()
                .filter(stall -> reasons.getOrDefault(stall, Optional.empty()).isEmpty())
                .toList();
        var samples = switch (one.kind()) {
            case Case.Kind.Full(Load load) -> alternate(one, able, load);
            case Case.Kind.Paced(double share, var atRate) ->
                alternate(one, able, atRate.apply(share * capacity(stalls.getFirst())));
            case Case.Kind.Idle(int connections) -> idle(one, able, connections, reasons);
        };
        return stalls.stream()
                .map(stall -> new Series(
                        stall.contestant().id(),
                        stall.contestant().version(),
                        samples.getOrDefault(stall, List.of()),
                        reasons.getOrDefault(stall, Optional.empty())))
                .toList();
    }

    private static Optional<String> problem(Case one, Stall stall) {
        var lacks = stall.contestant().lacks(one.feature());
        if (lacks.isPresent()) return lacks;
        stall.running().thaw();
        try {
            return Probe.problem(one, stall.entrance());
        } finally {
            stall.running().freeze();
        }
    }

    private Map<Stall, List<Sample>> alternate(Case one, List<Stall> stalls, Load load) {
        for (var stall : stalls) {
            if (!stall.contestant().compilesItself()) continue;
            progress.step(one.id() + ": warming " + stall.contestant().id());
            stall.warm(load, stall.port(one.feature()), plan.warmUp());
            progress.done(plan.warmUp().dividedBy(2));
        }
        var samples = new LinkedHashMap<Stall, List<Sample>>();
        for (int round = 0; round < plan.rounds(); round++) {
            for (int turn = 0; turn < stalls.size(); turn++) {
                // Another one begins each round, so that none is always the one after the slowest.
                var stall = stalls.get((turn + round) % stalls.size());
                progress.step(one.id() + ", round " + (round + 1) + " of " + plan.rounds() + ": "
                        + stall.contestant().id());
                var sample = stall.sample(load, stall.port(one.feature()), plan);
                samples.computeIfAbsent(stall, _ -> new ArrayList<>()).add(sample);
                progress.done(plan.turn());
            }
        }
        return samples;
    }

    /// What the baseline can do, measured once in a run.
    private double capacity(Stall baseline) {
        if (capacity > 0) return capacity;
        var full = new Wrk(
                workspace,
                new Wrk.Request("http", "GET", "/115", 0, true, 64),
                cores.load().size());
        progress.step("how much " + baseline.contestant().id() + " can do");
        capacity = baseline.sample(full, baseline.entrance().http(), plan).rate();
        if (capacity < 1) throw new BenchFailed(baseline.contestant().id() + " does not answer");
        return capacity;
    }

    /// Each in a process of its own, in which nothing has happened before.
    private Map<Stall, List<Sample>> idle(
            Case one, List<Stall> stalls, int connections, Map<Stall, Optional<String>> reasons) {
        var samples = new LinkedHashMap<Stall, List<Sample>>();
        for (var stall : stalls) {
            progress.step(one.id() + ": " + stall.contestant().id());
            var folder = workspace.folder("idle-" + stall.contestant().id());
            var site = stall.site();
            var alone = new Site(site.home(), folder, site.pin(), site.backendPort(), site.certificate());
            try (var fresh = Stall.open(stall.contestant(), alone, cores)) {
                samples.put(stall, List.of(IdleMemory.measure(fresh, one.probe(), connections, plan.sample())));
            } catch (BenchFailed e) {
                // Such as a relay that needs twice as many files as the system allows.
                reasons.put(stall, Optional.of(String.valueOf(e.getMessage())));
            }
            progress.done(plan.turn().multipliedBy(plan.rounds()));
        }
        return samples;
    }
}
