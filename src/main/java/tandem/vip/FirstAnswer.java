package tandem.vip;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Finds out when a node answers its first request after a takeover. It asks again and again, for the data
/// path knows nothing of virtual addresses, and looking at a counter costs it nothing. On the HA thread.
final class FirstAnswer {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
    /// Without clients there is no first request.
    private static final Duration GIVE_UP = Duration.ofSeconds(10);

    private final HaThread ha;
    private final VipHost host;
    private final BooleanSupplier holds;
    private final Consumer<Duration> found;
    private final long before;
    private final Duration begun;

    /// @param holds whether the VIP is still here; else nobody asks any more
    /// @param found is told the time
    FirstAnswer(HaThread ha, VipHost host, BooleanSupplier holds, Consumer<Duration> found) {
        this.ha = ha;
        this.host = host;
        this.holds = holds;
        this.found = found;
        this.before = host.answered();
        this.begun = ha.now();
    }

    void watch() {
        Duration now = ha.now();
        if (host.answered() != before) {
            found.accept(now);
            return;
        }
        Duration waited = now.minus(begun);
        if (!holds.getAsBoolean() || waited.compareTo(GIVE_UP) >= 0) return;
        // As exact as it has to be: a tenth of the time, from a millisecond on.
        Duration pause = waited.dividedBy(10);
        if (pause.compareTo(FIRST_PAUSE) < 0) pause = FIRST_PAUSE;
        ha.later(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE, this::watch);
    }
}
