package tandem.bench.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tandem.bench.contestant.Who;
import tandem.bench.throughput.Plan;
import tandem.bench.throughput.Throughput;

/// `bench/run throughput`.
@Command(
        name = "throughput",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Requests a second, processor time, latency and memory of proxies on one processor.")
final class ThroughputCommand implements Callable<Integer> {

    @Option(
            names = "--who",
            split = ",",
            description = "some of ${COMPLETION-CANDIDATES}, the first is the baseline;" + " default: all")
    private Set<Who> who = EnumSet.allOf(Who.class);

    @Option(names = "--cases", split = ",", description = "some of those that --list lists; default: all")
    private List<String> cases = List.of();

    @Option(names = "--list", description = "list the cases and end")
    private boolean list;

    @Option(names = "--quick", description = "a few minutes: 3 rounds of 3 s instead of 5 of 5 s")
    private boolean quick;

    @Option(names = "--rounds", description = "how often each contestant has its turn")
    private @Nullable Integer rounds;

    @Option(names = "--seconds", description = "of each turn")
    private @Nullable Integer seconds;

    @Option(
            names = "--tandem",
            paramLabel = "FOLDER",
            description = "measure the Tandem of another working copy, which has to be built")
    private @Nullable Path tandem;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "results as JSON; cases that are in it already and are measured anew are replaced"
                    + " (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("bench", "target", "throughput.json");

    private ThroughputCommand() {}

    @Override
    public Integer call() {
        var home = Path.of("").toAbsolutePath();
        var throughput = new Throughput(home, tandem == null ? home : tandem.toAbsolutePath(), plan(), out);
        if (list) System.out.print(throughput.list());
        else System.out.print(throughput.run(new ArrayList<>(who), new LinkedHashSet<>(cases)));
        return 0;
    }

    private Plan plan() {
        var plan = quick ? Plan.QUICK : Plan.FULL;
        return new Plan(
                rounds == null ? plan.rounds() : rounds,
                seconds == null ? plan.sample() : Duration.ofSeconds(seconds),
                plan.leadIn(),
                plan.warmUp());
    }
}
