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
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The command behind `bench/run failover`.
@Command(
        name = "failover",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Measures how long clients are without service when the owner of a virtual address fails."
                + " Needs root; the peers need nginx, haproxy and keepalived.")
final class FailoverBench implements Callable<Integer> {
    /// Until a pair and its Tomcats serve, about.
    private static final Duration OPEN = Duration.ofSeconds(20);
    /// What a pair that has just started needs to be no longer young to one another.
    private static final Duration TO_GROW_UP = Duration.ofSeconds(30);

    @Option(names = "--runs", description = "of each fault; default: 20, with --quick 2")
    private Optional<Integer> runs = Optional.empty();

    @Option(names = "--quick", description = "2 runs of each fault, for Tandem and for nginx and keepalived")
    private boolean quick;

    @Option(names = "--faults", split = ",", description = "some of ${COMPLETION-CANDIDATES}; default: all")
    private Set<Fault> faults = EnumSet.allOf(Fault.class);

    @Option(names = "--who", split = ",", description = "some of ${COMPLETION-CANDIDATES}; default: TANDEM")
    private Set<Who> who = EnumSet.noneOf(Who.class);

    @Option(
            names = "--soak",
            paramLabel = "TIME",
            description = "no faults; instead the processors are kept busy by others for so long, such as PT10M, and"
                    + " the address should stay")
    private Optional<Duration> soak = Optional.empty();

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            description = "how long all is well before a fault; default: PT11S, with --quick PT6S")
    private Optional<Duration> settle = Optional.empty();

    @Option(names = "--cluster", description = "a line of Tandem's section cluster, such as \"key: value\"; repeatable")
    private List<String> cluster = List.of();

    @Option(names = "--seed", defaultValue = "1", description = "of the moments of the faults")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "results as JSON, seen from the folder src; those that are in it already and are measured anew"
                            + " are replaced (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("..", "bench", "target", "failover.json");

    @Option(
            names = "--append",
            description = "do only what is missing in that file, so that the whole can be measured in slices")
    private boolean append;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            description = "how long to begin new runs, such as PT3M; default: until all is done")
    private Optional<Duration> time = Optional.empty();

    private FailoverBench() {}

    public static void main(String... args) {
        System.exit(line().execute(args));
    }

    /// The command, as it is called.
    static CommandLine line() {
        return new CommandLine(new FailoverBench()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public Integer call() throws IOException {
        if (who.isEmpty())
            who = quick
                    ? EnumSet.of(Who.TANDEM, Who.KEEPALIVED_GUIDE, Who.KEEPALIVED_TENTH, Who.KEEPALIVED_FAST)
                    : EnumSet.of(Who.TANDEM);
        String missing = Program.missing(
                who.stream().flatMap(one -> one.programs().stream()).toList());
        if (!missing.isEmpty()) {
            System.err.println(Program.advice(missing));
            return 1;
        }
        var report = Files.exists(out) ? Report.of(new JsonObject(Files.readString(out))) : new Report();
        if (soak.isPresent()) soak(report, soak.get());
        else measure(report);
        System.out.print("\nMedian / 95th percentile / worst:\n" + report.text());
        return 0;
    }

    private void soak(Report report, Duration length) {
        Predicate<Who> due = one -> !append || !report.isSoaked(one.title(), length);
        var progress = new Progress(OPEN.plus(TO_GROW_UP)
                .plus(length)
                .multipliedBy(who.stream().filter(due).count()));
        for (Who one : who.stream().filter(due).toList()) {
            try (Contestant contestant = one.open(cluster)) {
                grow(one, progress);
                report.replace(Soak.of(contestant, length, measured(one), progress));
                save(report);
            }
        }
    }

    private void measure(Report report) {
        int all = runs.orElse(quick ? 2 : 20);
        Duration calm = settle.orElse(Duration.ofSeconds(quick ? 6 : 11));
        Duration planned = Duration.ZERO;
        for (Who one : who) planned = planned.plus(planned(one, report, all, calm));
        if (planned.isZero()) return;
        var progress = new Progress(planned);
        long end = time.map(limit -> System.nanoTime() + limit.toNanos()).orElse(Long.MAX_VALUE);
        for (Who one : who) {
            if (System.nanoTime() >= end || planned(one, report, all, calm).isZero()) continue;
            try (Contestant contestant = one.open(cluster)) {
                grow(one, progress);
                for (Fault fault : one.known(faults)) {
                    int done = done(one, fault, report);
                    var random = new Random(seed + done);
                    var series = new Series(contestant, fault, calm);
                    for (int run = done + 1; run <= all && System.nanoTime() < end; run++) {
                        progress.step(one.title() + ", " + fault.text() + ", run " + run + " of " + all);
                        var row =
                                new Report.Row(one.title(), fault, List.of(series.run(random)), List.of(measured(one)));
                        if (run == 1) report.replace(row);
                        else report.add(row);
                        save(report);
                        progress.done(Series.planned(fault, calm));
                    }
                }
            }
        }
    }

    /// Of the runs of a fault that are wanted.
    private int done(Who one, Fault fault, Report report) {
        return append ? report.runs(one.title(), fault) : 0;
    }

    /// What a contestant will take, about; nothing where nothing is missing.
    private Duration planned(Who one, Report report, int all, Duration calm) {
        Duration sum = Duration.ZERO;
        for (Fault fault : one.known(faults))
            sum = sum.plus(Series.planned(fault, calm).multipliedBy(Math.max(0, all - done(one, fault, report))));
        return sum.isZero() ? sum : sum.plus(OPEN).plus(TO_GROW_UP);
    }

    private static void grow(Who one, Progress progress) {
        progress.done(OPEN);
        progress.step(one.title() + ", until it is no longer young");
        Series.pause(TO_GROW_UP);
        progress.done(TO_GROW_UP);
    }

    private static JsonObject measured(Who one) {
        return Machine.now().put("version", one.version());
    }

    private void save(Report report) {
        try {
            Files.createDirectories(out.toAbsolutePath().normalize().getParent());
            Files.writeString(out, report.json().encodePrettily() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
