package tandem.health;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.health.BackendHealth.Cause;
import tandem.health.BackendHealth.Healthy;
import tandem.health.BackendHealth.Out;
import tandem.health.BackendHealth.Told;
import tandem.health.BackendHealth.Unverified;

/// What one node says of its backends at one moment. It tells ages and not times, since the nodes' clocks differ.
@Pure
public record HealthReport(List<Pool> pools) {
    /// Backends of all pools together; those that are more are not told of, nor heard of.
    public static final int MOST = 500;

    public HealthReport {
        pools = List.copyOf(pools);
    }

    /// The backends of one pool.
    public record Pool(String name, List<Line> backends) {
        public Pool {
            backends = List.copyOf(backends);
        }

        /// @param self this node
        static Pool of(PoolHealth health, Word.Speaker self, long now) {
            return new Pool(
                    health.pool(),
                    health.entries().stream()
                            .map(entry -> new Line(
                                    entry.backend().name(),
                                    entry.backend().address(),
                                    Checks.of(entry.lastCheck()),
                                    HealthReport.ejected(entry.health(), self, now)))
                            .toList());
        }
    }

    /// One backend.
    ///
    /// @param address host and port
    /// @param checks  what the node's own checks say
    /// @param ejected empty while it is in
    public record Line(String backend, String address, Checks checks, Optional<Ejected> ejected) {
        boolean isAbout(Backend other) {
            return backend.equals(other.name()) && address.equals(other.address());
        }
    }

    /// The newest check.
    public enum Checks {
        /// There was none yet.
        NONE,
        PASSING,
        FAILING;

        static Checks of(Optional<PoolHealth.LastCheck> newest) {
            return newest.map(last -> switch (last.result()) {
                        case CheckResult.Passed _, CheckResult.Connected _ -> PASSING;
                        case CheckResult.WrongStatus _, CheckResult.WrongBody _, CheckResult.Failed _ -> FAILING;
                    })
                    .orElse(NONE);
        }
    }

    /// What took a backend out.
    public enum By {
        CHECKS,
        REQUESTS
    }

    /// Out of balancing.
    ///
    /// @param ago       how long it has been out
    /// @param left      for how long it is out at least; zero for as long as its checks fail
    /// @param ejections how often in a row real requests have ejected it
    /// @param origin    who has seen it; not the node that tells of it where that is hearsay
    public record Ejected(By by, String reason, Duration ago, Duration left, int ejections, Word.Speaker origin) {}

    /// The same but for ages, so that two reports can be compared.
    public HealthReport ageless() {
        return new HealthReport(pools.stream()
                .map(pool -> new Pool(
                        pool.name(),
                        pool.backends().stream().map(HealthReport::ageless).toList()))
                .toList());
    }

    private static Line ageless(Line line) {
        return new Line(
                line.backend(),
                line.address(),
                line.checks(),
                line.ejected()
                        .map(out -> new Ejected(
                                out.by(), out.reason(), Duration.ZERO, Duration.ZERO, out.ejections(), out.origin())));
    }

    /// What is told of a backend's health: what this node has seen, and of what it was told itself only that real
    /// requests have ejected it, for as long as that lasts.
    static Optional<Ejected> ejected(BackendHealth health, Word.Speaker self, long now) {
        return switch (health) {
            case Out out
            when out.cause() != Cause.NEW ->
                Optional.of(new Ejected(
                        out.cause() == Cause.REQUESTS ? By.REQUESTS : By.CHECKS,
                        out.reason(),
                        nanos(now - out.since()),
                        nanos(out.notBefore() - now),
                        out.ejections(),
                        self));
            case Told told
            when told.by() == By.REQUESTS && told.notBefore() - now > 0 ->
                Optional.of(new Ejected(
                        By.REQUESTS,
                        told.why(),
                        nanos(now - told.since()),
                        nanos(told.notBefore() - now),
                        told.ejections(),
                        told.speaker()));
            case Unverified _, Healthy _, Out _, Told _ -> Optional.empty();
        };
    }

    private static Duration nanos(long nanos) {
        return Duration.ofNanos(Math.max(0, nanos));
    }
}
