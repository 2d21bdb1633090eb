package tandem.failover;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tandem.failover.KeepalivedContestant.Advert;
import tandem.lab.TandemPair;

/// The command behind `bench/run failover`.
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        description = "Measures how long clients are without service when the owner of a virtual address fails."
                + " Needs root; the peers need nginx, haproxy and keepalived.")
final class FailoverBench implements Callable<Integer> {
    /// Who can be measured.
    enum Who {
        TANDEM("Tandem"),
        KEEPALIVED_GUIDE(Advert.GUIDE.name()),
        KEEPALIVED_TENTH(Advert.TENTH.name()),
        KEEPALIVED_FAST(Advert.FAST.name()),
        HAPROXY(Advert.HAPROXY.name());

        private final String title;

        Who(String title) {
            this.title = title;
        }

        /// As the tables call it.
        String title() {
            return title;
        }
    }

    @Option(names = "--runs", defaultValue = "20", description = "of each fault; default: ${DEFAULT-VALUE}")
    private int runs;

    @Option(names = "--faults", split = ",", description = "some of ${COMPLETION-CANDIDATES}; default: all")
    private Set<Fault> faults = EnumSet.allOf(Fault.class);

    @Option(names = "--who", split = ",", description = "some of ${COMPLETION-CANDIDATES}; default: TANDEM")
    private Set<Who> who = EnumSet.of(Who.TANDEM);

    @Option(
            names = "--settle",
            defaultValue = "PT11S",
            description = "how long all is well before a fault; default: ${DEFAULT-VALUE}")
    private Duration settle = Duration.ZERO;

    @Option(names = "--cluster", description = "a line of Tandem's section cluster, such as \"key: value\"; repeatable")
    private List<String> cluster = List.of();

    @Option(names = "--seed", defaultValue = "1", description = "of the moments of the faults")
    private long seed;

    @Option(names = "--out", description = "file for the figures as JSON")
    private Path out = Path.of("..", "bench", "target", "failover.json");

    @Option(
            names = "--append",
            description = "do only what is missing in that file, so that the whole can be measured in slices")
    private boolean append;

    @Option(names = "--for", description = "how long to begin new runs, such as PT3M; default: until all is done")
    private Optional<Duration> time = Optional.empty();

    @Option(names = "--readme", description = "a file in which the tables between two marks are replaced")
    private Optional<Path> readme = Optional.empty();

    private FailoverBench() {}

    public static void main(String... args) {
        System.exit(new CommandLine(new FailoverBench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() throws IOException {
        var report = append && Files.exists(out) ? Report.of(new JsonObject(Files.readString(out))) : new Report();
        long end = time.map(limit -> System.nanoTime() + limit.toNanos()).orElse(Long.MAX_VALUE);
        BooleanSupplier going = () -> System.nanoTime() < end;
        for (Who one : who) if (going.getAsBoolean() && isMissing(one, report)) measure(one, report, going);
        System.out.println();
        System.out.print(report.tables());
        if (readme.isPresent())
            Files.writeString(readme.get(), Section.replaced(Files.readString(readme.get()), report.tables()));
        return 0;
    }

    private boolean isMissing(Who one, Report report) {
        return faults.stream().anyMatch(fault -> report.runs(one.title(), fault) < runs);
    }

    private void measure(Who one, Report report, BooleanSupplier going) {
        try (Contestant contestant = open(one)) {
            for (Fault fault : faults) {
                if (!contestant.knows(fault)) continue;
                int done = report.runs(contestant.name(), fault);
                var random = new Random(seed + done);
                var takeovers = new Series(contestant, fault, settle).run(runs - done, random, going);
                report.add(new Report.Row(contestant.name(), fault, takeovers));
                save(report);
            }
        }
    }

    private void save(Report report) {
        try {
            Files.createDirectories(out.toAbsolutePath().getParent());
            Files.writeString(out, report.json().encodePrettily());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Contestant open(Who one) {
        return switch (one) {
            case TANDEM -> TandemContestant.open(cluster, TandemPair.Jvm.SHIPPED);
            case KEEPALIVED_GUIDE -> KeepalivedContestant.open(Advert.GUIDE);
            case KEEPALIVED_TENTH -> KeepalivedContestant.open(Advert.TENTH);
            case KEEPALIVED_FAST -> KeepalivedContestant.open(Advert.FAST);
            case HAPROXY -> KeepalivedContestant.open(Advert.HAPROXY);
        };
    }
}
