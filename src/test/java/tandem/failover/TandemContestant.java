package tandem.failover;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tandem.lab.Cable;
import tandem.lab.Host;
import tandem.lab.Lab;
import tandem.lab.TandemPair;
import tandem.lab.VipWatch;

/// Tandem with the guide's configuration, but that whoever has the address keeps it: a fault costs one
/// move.
final class TandemContestant implements Contestant {
    private static final Duration STEADY = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TandemPair pair;
    private final Path config;
    private final TandemPair.Jvm jvm;

    private TandemContestant(TandemPair pair, Path config, TandemPair.Jvm jvm) {
        this.pair = pair;
        this.config = config;
        this.jvm = jvm;
    }

    /// @param cluster more settings of the cluster, lines `key: value`
    /// @param jvm     `QUICK` where the figures are of no interest
    static TandemContestant open(List<String> cluster, TandemPair.Jvm jvm) {
        var pair = TandemPair.open("failover-tandem", jvm);
        pair.begin("failover");
        Path config = patient(pair.sticky(cluster));
        pair.ready(config);
        return new TandemContestant(pair, config, jvm);
    }

    /// A planned move waits for a download of 20 seconds.
    private static Path patient(Path config) {
        try {
            return Files.writeString(config, Files.readString(config) + "\nstop:\n  drain: 40s\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return Who.TANDEM.title();
    }

    @Override
    public PlannedLoad load() {
        return pair.load(PlannedLoad::start);
    }

    @Override
    public Lab lab() {
        return pair.lab();
    }

    @Override
    public VipWatch watch() {
        return pair.watch();
    }

    @Override
    public Clients clients() {
        return pair.load(Clients::start);
    }

    @Override
    public Host awaitOwner() {
        if (jvm == TandemPair.Jvm.SHIPPED) List.of(pair.hostA(), pair.hostB()).forEach(pair::awaitWarm);
        return pair.awaitOneActive(STEADY).equals(pair.hostA().name()) ? pair.hostA() : pair.hostB();
    }

    @Override
    public Host other(Host host) {
        return host == pair.hostA() ? pair.hostB() : pair.hostA();
    }

    @Override
    public void inflict(Fault fault, Host owner) {
        switch (fault) {
            case KILLED -> pair.node(owner).kill();
            case CUT -> owner.cable(Cable.SILENT);
            case FROZEN -> pair.node(owner).freeze();
            case STOPPED, STOPPED_LOADED -> pair.node(owner).terminate();
            case SWITCHOVER, SWITCHOVER_LOADED -> pair.askForSwitchover(owner);
            case PROXY_KILLED -> throw new IllegalArgumentException(fault.text());
            case BACKEND_KILLED -> pair.tomcat(pair.backend1()).kill();
            case BACKEND_CUT -> pair.backend1().cable(Cable.SILENT);
        }
    }

    @Override
    public void mend(Fault fault, Host host) {
        switch (fault) {
            case KILLED -> pair.start(host, config);
            case CUT -> host.cable(Cable.WHOLE);
            case FROZEN -> pair.node(host).thaw();
            case SWITCHOVER, SWITCHOVER_LOADED, PROXY_KILLED -> {}
            case BACKEND_KILLED -> pair.startTomcat(pair.backend1(), "tomcat-1");
            case BACKEND_CUT -> pair.backend1().cable(Cable.WHOLE);
            case STOPPED, STOPPED_LOADED -> {
                int exit = pair.node(host).exitCode(LIMIT);
                if (exit != 0) throw new IllegalStateException("stopped with " + exit);
                pair.start(host, config);
            }
        }
    }

    /// The times in the record of the change, which count from what the node noticed, and by its wall
    /// clock the time since the fault at which the change was complete.
    @Override
    public Map<String, Double> steps(Host owner, Instant fault) {
        var steps = new LinkedHashMap<String, Double>();
        pair.status(owner).getJsonArray("vips", new JsonArray()).stream()
                .flatMap(vip -> ((JsonObject) vip).getJsonArray("transitions").stream())
                .map(JsonObject.class::cast)
                .filter(change -> change.containsKey("announcedMs"))
                .reduce((_, newest) -> newest)
                .ifPresent(change -> {
                    Instant at = Instant.parse(change.getString("at"));
                    steps.put("completeMs", (double) Duration.between(fault, at).toMillis());
                    for (String key : change.fieldNames())
                        if (key.endsWith("Ms")) steps.put(key, change.getDouble(key));
                });
        return steps;
    }

    @Override
    public void close() {
        pair.close();
    }
}
