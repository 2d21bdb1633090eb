package tandem.fitness;

import java.time.Duration;
import java.util.Optional;
import tandem.Pure;

/// The node's requests to itself: they show that its data path works, and warm it up while it stands by.
///
/// @param enabled  whether they are sent. `proxy.self-check.enabled`, default true
/// @param path     origin-form target of the GET request. `proxy.self-check.path`, default the `check.path`
///                 of the pool, which the application knows already
/// @param interval from one request to an event loop to the next one to the same, 100 ms to 1 h. It also
///                 keeps connections to the backends open, so keep it well below
///                 `proxy.backend-idle-timeout`. `proxy.self-check.interval`, default 1 s
/// @param timeout  for one request, 10 ms to 1 h. `proxy.self-check.timeout`, default 1 s
/// @param rise     answers in a row after which the data path is taken for working again, 1 to 100.
///                 `proxy.self-check.rise`, default 2
/// @param fall     misses in a row that make the node unfit, 1 to 100. `proxy.self-check.fall`, default 3
/// @param warmUp   requests to a backend of its own at the start, so that the first clients do not meet a cold
///                 JVM, 0 to 1000000; none where `enabled` is false. `proxy.self-check.warm-up`, default 20000
/// @param stall    an event loop that has not turned for so long makes the node unfit, also where `enabled`
///                 is false, 100 ms to 1 h. `proxy.self-check.stall`, default 2 s
@Pure
public record SelfCheckSettings(
        boolean enabled,
        Optional<String> path,
        Duration interval,
        Duration timeout,
        int rise,
        int fall,
        int warmUp,
        Duration stall) {
    public static final SelfCheckSettings DEFAULT = new SelfCheckSettings(
            true, Optional.empty(), Duration.ofSeconds(1), Duration.ofSeconds(1), 2, 3, 20_000, Duration.ofSeconds(2));

    public SelfCheckSettings {
        Limits.duration("interval", interval, Duration.ofMillis(100));
        Limits.duration("timeout", timeout, Duration.ofMillis(10));
        Limits.number("rise", rise, 1, Limits.MOST_IN_A_ROW);
        Limits.number("fall", fall, 1, Limits.MOST_IN_A_ROW);
        Limits.number("warm-up", warmUp, 0, 1_000_000);
        Limits.duration("stall", stall, Duration.ofMillis(100));
    }

    /// How many requests are to warm the node up.
    public int warmUpRequests() {
        return enabled ? warmUp : 0;
    }

    Standing.Thresholds thresholds() {
        return new Standing.Thresholds(rise, fall);
    }
}
