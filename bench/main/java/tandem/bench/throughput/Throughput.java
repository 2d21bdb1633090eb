package tandem.bench.throughput;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.bench.contestant.Contestant;
import tandem.bench.contestant.Who;
import tandem.bench.host.BenchFailed;
import tandem.bench.host.Cores;
import tandem.bench.host.Tool;
import tandem.bench.host.Workspace;
import tandem.bench.report.Progress;
import tandem.bench.report.ResultsFile;
import tandem.bench.report.Setting;

/// The benchmark behind `bench/run throughput`.
public final class Throughput {
    private final Path home;
    private final Path tandem;
    private final Plan plan;
    private final Path out;

    /// @param home the project's root
    /// @param tandem the root of the working copy whose Tandem is measured
    /// @param out where results go, beside those that are there
    public Throughput(Path home, Path tandem, Plan plan, Path out) {
        this.home = home;
        this.tandem = tandem;
        this.plan = plan;
        this.out = out;
    }

    /// The cases, one a line.
    public String list() {
        try (var workspace = Workspace.create()) {
            return Cases.all(workspace, Cores.ofThisMachine()).stream()
                    .map(one -> String.format("%-14s %s%n", one.id(), one.title()))
                    .collect(Collectors.joining());
        }
    }

    /// Measures; the tables for a terminal.
    ///
    /// @param who the first is what the others are compared with
    /// @param ids of the cases; none for all
    public String run(List<Who> who, Set<String> ids) {
        var cores = Cores.ofThisMachine();
        try (var workspace = Workspace.create()) {
            var all = Cases.all(workspace, cores);
            var chosen = choose(all, ids);
            var contestants = who.stream().map(one -> one.contestant(tandem)).toList();
            Tool.require(needs(chosen, contestants));
            cores.moveHere();
            var progress = new Progress(Rounds.estimate(chosen, contestants, plan));
            // Each as soon as it is there: one that fails need not cost the hour before it.
            var results = new Rounds(home, workspace, cores, plan, progress)
                    .run(chosen, contestants, (one, series) -> save(one, series, all, cores));
            progress.end();
            return results.entrySet().stream()
                    .map(result -> "\n" + result.getKey().id() + ": "
                            + result.getKey().title() + "\n"
                            + Tables.of(result.getValue()).plain())
                    .collect(Collectors.joining());
        }
    }

    private static List<Case> choose(List<Case> all, Set<String> ids) {
        var unknown = new HashSet<>(ids);
        all.forEach(one -> unknown.remove(one.id()));
        if (!unknown.isEmpty())
            throw new BenchFailed("no such case: " + String.join(", ", unknown) + "; --list lists them");
        return all.stream()
                .filter(one -> ids.isEmpty() || ids.contains(one.id()))
                .toList();
    }

    private static Collection<Tool> needs(List<Case> cases, List<Contestant> contestants) {
        var needs = new HashSet<Tool>(Set.of(Tool.TASKSET));
        contestants.forEach(contestant -> needs.addAll(contestant.needs()));
        for (var one : cases) {
            needs.addAll(one.origin().needs());
            switch (one.kind()) {
                case Case.Kind.Full(var load) -> needs.addAll(load.needs());
                case Case.Kind.Paced _ -> needs.add(Tool.WRK);
                case Case.Kind.Idle _ -> {}
            }
        }
        return needs;
    }

    private void save(Case one, List<Series> series, List<Case> all, Cores cores) {
        var setting = Setting.now(tandem)
                .put("rounds", plan.rounds())
                .put("secondsEach", plan.sample().toSeconds())
                .put("proxyOn", cores.proxy())
                .put("loadOn", cores.load().toString());
        new ResultsFile(out)
                .merge(
                        List.of(ResultsJson.write(one, series, setting)),
                        all.stream().map(Case::id).toList());
    }
}
