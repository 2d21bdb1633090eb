package tandem.failover;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tandem.lab.LabProcess;
import tandem.lab.LoadClient;
import tandem.lab.ThreeTomcats;
import tandem.lab.ThreeTomcats.Loss;

/// The command behind `bench/run backends`.
@Command(
        name = "backends",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Counts the requests that fail when one of three Tomcats is lost, for clients that wait for 250 ms."
                        + " Needs root; the peers need nginx and haproxy.")
final class LostBackendBench implements Callable<Integer> {
    private static final int PORT = 80;
    /// What a proxy that compiles itself needs, and more.
    private static final Duration LEAD_IN = Duration.ofSeconds(10);
    /// For mending, and until a proxy has all three back.
    private static final Duration BETWEEN = Duration.ofSeconds(8);

    @Option(names = "--runs", defaultValue = "10", description = "of each loss (default: ${DEFAULT-VALUE})")
    private int runs;

    @Option(names = "--quick", description = "one run of each")
    private boolean quick;

    @Option(names = "--who", split = ",", description = "some of ${COMPLETION-CANDIDATES}; default: all")
    private Set<Front> who = EnumSet.allOf(Front.class);

    @Option(names = "--losses", split = ",", description = "some of ${COMPLETION-CANDIDATES}; default: all")
    private Set<Loss> losses = EnumSet.allOf(Loss.class);

    @Option(names = "--rate", defaultValue = "2000", description = "requests a second (default: ${DEFAULT-VALUE})")
    private int rate;

    @Option(
            names = "--time",
            defaultValue = "PT10S",
            description = "for how long requests are counted from the loss on (default: ${DEFAULT-VALUE})")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "results as JSON, seen from the folder src; those that are in it already and are measured anew"
                            + " are replaced (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("..", "bench", "target", "backends.json");

    private LostBackendBench() {}

    public static void main(String... args) {
        System.exit(new CommandLine(new LostBackendBench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }

    @Override
    public Integer call() {
        int each = quick ? 1 : runs;
        String missing = Front.missing(who);
        if (!missing.isEmpty()) {
            System.err.println(Program.advice(missing));
            return 1;
        }
        var progress = new Progress(time.plus(BETWEEN).multipliedBy((long) who.size() * losses.size() * each));
        try (var three = ThreeTomcats.open("backends")) {
            for (Front front : who) measure(three, front, each, progress);
        }
        return 0;
    }

    private void measure(ThreeTomcats three, Front front, int each, Progress progress) {
        JsonObject setting = Machine.now().put("requestsPerSecond", rate).put("seconds", time.toSeconds());
        LabProcess proxy = front.start(three, PORT);
        try (LoadClient load = three.load(PORT, rate)) {
            three.awaitCalm(load, rate);
            three.during(load, Instant.now(), LEAD_IN);
            for (Loss loss : losses) {
                List<Lost> all = new ArrayList<>();
                for (int run = 1; run <= each; run++) {
                    progress.step(front.title() + ", " + text(loss) + ", run " + run + " of " + each);
                    all.add(once(three, load, loss, new Pace(rate, time)));
                    progress.done(time.plus(BETWEEN));
                    three.lab().note(front.title() + ", " + text(loss) + ": " + all.getLast());
                }
                save(out, result(front, front.version(), loss, setting, all));
            }
        }
        Front.stop(proxy);
    }

    private static String text(Loss loss) {
        return loss.name().toLowerCase(Locale.ROOT);
    }

    /// How much is asked, and for how long it is looked at.
    record Pace(int perSecond, Duration time) {}

    /// One loss, begun and ended in peace.
    static Lost once(ThreeTomcats three, LoadClient load, Loss loss, Pace pace) {
        three.awaitCalm(load, pace.perSecond);
        load.forget();
        Instant lost = Instant.now();
        three.lose(loss);
        Lost seen = Lost.of(lost, three.during(load, lost, pace.time));
        three.mend();
        return seen;
    }

    /// One entry of the results.
    static JsonObject result(Front front, String version, Loss loss, JsonObject setting, List<Lost> all) {
        return new JsonObject()
                .put("id", text(loss) + ": " + front.title())
                .put("contestant", front.title())
                .put("version", version)
                .put("loss", text(loss))
                .put("setting", setting)
                .put("runs", new JsonArray(all.stream().map(Lost::json).toList()));
    }

    /// Puts a result in the place of the one with the same id, or behind all others.
    static void save(Path file, JsonObject result) {
        try {
            Map<String, JsonObject> all = new LinkedHashMap<>();
            if (Files.exists(file))
                new JsonArray(Files.readString(file))
                        .stream().map(JsonObject.class::cast).forEach(one -> all.put(one.getString("id"), one));
            all.put(result.getString("id"), result);
            Files.createDirectories(file.toAbsolutePath().normalize().getParent());
            Files.writeString(file, new JsonArray(List.copyOf(all.values())).encodePrettily() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
