package tandem.failover;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command behind `bench/run failover`.
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        description = "Measures how long clients are without service when the owner of a virtual address fails."
                + " Needs root; the peers need nginx and keepalived.")
final class FailoverBench implements Callable<Integer> {
    /// Who can be measured.
    enum Who {
        TANDEM,
        KEEPALIVED_GUIDE,
        KEEPALIVED_FAST
    }

    @Option(names = "--runs", defaultValue = "20", description = "of each fault; default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(names = "--faults", split = ",", description = "some of ${COMPLETION-CANDIDATES}; default: all")
    private Set<Fault> faults = EnumSet.allOf(Fault.class);

    @Option(names = "--who", split = ",", description = "some of ${COMPLETION-CANDIDATES}; default: TANDEM")
    private Set<Who> who = EnumSet.of(Who.TANDEM);

    @Option(
            names = "--settle",
            defaultValue = "PT3S",
            description = "how long all is well before a fault; default: ${DEFAULT-VALUE}")
    private Duration settle = Duration.ZERO;

    @Option(names = "--cluster", description = "a line of Tandem's section cluster, such as \"key: value\"; repeatable")
    private List<String> cluster = List.of();

    @Option(names = "--seed", defaultValue = "1", description = "of the moments of the faults")
    private long seed;

    @Option(names = "--out", description = "file for the figures as JSON")
    private Path out = Path.of("..", "bench", "target", "failover.json");

    private FailoverBench() {}

    public static void main(String... args) {
        System.exit(new CommandLine(new FailoverBench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() {
        var report = new Report();
        for (Who one : who) measure(one, report);
        System.out.println();
        System.out.print(report.tables());
        try {
            Files.createDirectories(out.toAbsolutePath().getParent());
            Files.writeString(out, report.json().encodePrettily());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return 0;
    }

    private void measure(Who one, Report report) {
        try (Contestant contestant = open(one)) {
            var random = new Random(seed);
            for (Fault fault : faults) {
                var series = new Series(contestant, fault, settle);
                report.add(new Report.Row(contestant.name(), fault, series.run(runs, random)));
            }
        }
    }

    private Contestant open(Who one) {
        return switch (one) {
            case TANDEM -> TandemContestant.open(cluster);
            case KEEPALIVED_GUIDE -> KeepalivedContestant.open(KeepalivedContestant.Advert.GUIDE);
            case KEEPALIVED_FAST -> KeepalivedContestant.open(KeepalivedContestant.Advert.FAST);
        };
    }
}
