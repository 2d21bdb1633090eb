package tandem.bench.throughput;

import java.time.Duration;
import java.util.Optional;
import tandem.bench.contestant.Contestant;
import tandem.bench.contestant.Entrance;
import tandem.bench.contestant.Feature;
import tandem.bench.contestant.Site;
import tandem.bench.host.CoreTime;
import tandem.bench.host.Cores;
import tandem.bench.host.Ports;
import tandem.bench.host.Running;
import tandem.bench.load.Load;

/// A contestant that runs in front of a backend; frozen but for its turns.
record Stall(Contestant contestant, Site site, Cores cores, Entrance entrance, Running running)
        implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    /// Starts a contestant and waits until it takes requests.
    static Stall open(Contestant contestant, Site site, Cores cores) {
        var entrance = Entrance.free();
        var running = contestant.start(site, entrance);
        Ports.await(running, entrance.http(), START_LIMIT);
        if (contestant.lacks(Feature.TLS).isEmpty()) Ports.await(running, entrance.https(), START_LIMIT);
        return new Stall(contestant, site, cores, entrance, running);
    }

    /// The port at which a feature is to be had.
    int port(Feature feature) {
        return switch (feature) {
            case HTTP, UPGRADE -> entrance.http();
            case TLS, HTTP2 -> entrance.https();
        };
    }

    /// One turn: a load that is not counted, then one that is.
    Sample sample(Load load, int port, Plan plan) {
        running.thaw();
        try {
            if (plan.leadIn().isPositive()) load.run(port, plan.leadIn());
            var before = running.account();
            var cores0 = CoreTime.now();
            long begin = System.nanoTime();
            var result = load.run(port, plan.sample());
            double wall = (System.nanoTime() - begin) / 1e9;
            var cores1 = CoreTime.now();
            var after = running.account();
            double cpu = after.cpuSeconds() - before.cpuSeconds();
            var loadShare = cores1.since(cores0, cores.load());
            var use = new Sample.Use(
                    // The load's process takes a moment to start and to end, in which the proxy has nothing to do.
                    cpu / Math.min(wall, result.seconds()),
                    loadShare.busy() * wall / Math.min(wall, result.seconds()),
                    loadShare.stolen(),
                    after.residentKib() / 1024.0);
            return new Sample(
                    result.requests(),
                    result.failed(),
                    result.seconds(),
                    result.requests() == 0 ? 0 : cpu * 1e6 / result.requests(),
                    result.latency(),
                    use,
                    Optional.empty());
        } finally {
            running.freeze();
        }
    }

    /// Load until the rate has not risen for ten seconds, or the limit is over: what compiles itself, on the one
    /// processor that it serves with, gets faster by leaps.
    void warm(Load load, int port, Duration limit) {
        if (!limit.isPositive()) return;
        running.thaw();
        try {
            var step = Duration.ofSeconds(2);
            double best = 0;
            int since = 0;
            for (var spent = Duration.ZERO; spent.compareTo(limit) < 0 && since < 5; spent = spent.plus(step)) {
                double rate = load.run(port, step).rate();
                since = rate > best * 1.02 ? 0 : since + 1;
                best = Math.max(best, rate);
            }
        } finally {
            running.freeze();
        }
    }

    @Override
    public void close() {
        running.close();
    }
}
