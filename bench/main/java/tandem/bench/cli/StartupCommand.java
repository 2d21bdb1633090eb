package tandem.bench.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tandem.bench.startup.Startup;

/// `bench/run startup`.
@Command(
        name = "startup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "From the start of the process to the first answer, with and without the cache of loaded classes;"
                + " memory at rest.")
final class StartupCommand implements Callable<Integer> {

    @Option(names = "--runs", defaultValue = "10", description = "of each contestant (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--quick", description = "3 runs")
    private boolean quick;

    @Option(names = "--out", paramLabel = "FILE", description = "results as JSON (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("bench", "target", "startup.json");

    private StartupCommand() {}

    @Override
    public Integer call() {
        System.out.print(new Startup(Path.of("").toAbsolutePath(), out, quick ? 3 : runs, Duration.ofSeconds(3)).run());
        return 0;
    }
}
