package tandem.bench.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tandem.bench.takeover.TakeoverBench;
import tandem.bench.takeover.TakeoverBench.Kind;
import tandem.bench.takeover.TakeoverBench.Settings;

/// `bench/run takeover`.
@Command(
        name = "takeover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "The first seconds of a standby that never served, after its owner was killed under load, against"
                + " its steady state.")
final class TakeoverCommand implements Callable<Integer> {

    @Option(names = "--runs", defaultValue = "5", description = "of each kind (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--rate", defaultValue = "5000", description = "requests a second (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(names = "--kinds", split = ",", description = "some of ${COMPLETION-CANDIDATES}; default: all")
    private Set<Kind> kinds = EnumSet.allOf(Kind.class);

    @Option(names = "--quick", description = "2 runs of 16 s instead of 40 s")
    private boolean quick;

    @Option(names = "--out", paramLabel = "FILE", description = "results as JSON (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("bench", "target", "takeover.json");

    private TakeoverCommand() {}

    @Override
    public Integer call() {
        var settings = quick
                ? new Settings(Math.min(runs, 2), Duration.ofSeconds(16), Duration.ofSeconds(4), rate, kinds)
                : new Settings(runs, Duration.ofSeconds(40), Duration.ofSeconds(15), rate, kinds);
        System.out.print(new TakeoverBench(Path.of("").toAbsolutePath(), out, settings).run());
        return 0;
    }
}
