package tandem.health;

import java.time.Duration;

/// When a backend of a pool is taken out of balancing and put back.
///
/// @param check the active check
/// @param eject the passive rule
public record HealthSettings(Check check, Eject eject) {

    /// An HTTP request that Tandem sends by itself.
    ///
    /// @param path      origin-form target, starting with `/`. `check.path`, default `/`
    /// @param interval  from one check's start to the next one's. `check.interval`, default 2 s
    /// @param timeout   for the whole check: connect, head and body. `check.timeout`, default 1 s
    /// @param rise      successes in a row that put a backend back in. `check.rise`, default 2
    /// @param fall      failures in a row that take it out. `check.fall`, default 3
    /// @param minStatus lowest status that counts as success. `check.expect`, default `200-399`
    /// @param maxStatus highest one
    public record Check(
            String path, Duration interval, Duration timeout, int rise, int fall, int minStatus, int maxStatus) {
        public static final Check DEFAULT =
                new Check("/", Duration.ofSeconds(2), Duration.ofSeconds(1), 2, 3, 200, 399);
    }

    /// Real requests as evidence.
    ///
    /// @param failures failures in a row, of real requests, that eject a backend. A failed connect counts like any
    ///                 other. `eject.failures`, default 3
    /// @param duration for how long at least; after that the active check's `rise` readmits it. `eject.duration`,
    ///                 default 5 s
    public record Eject(int failures, Duration duration) {
        public static final Eject DEFAULT = new Eject(3, Duration.ofSeconds(5));
    }

    public static final HealthSettings DEFAULT = new HealthSettings(Check.DEFAULT, Eject.DEFAULT);
}
