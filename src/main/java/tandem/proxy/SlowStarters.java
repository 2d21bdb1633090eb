package tandem.proxy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import tandem.backend.Backend;
import tandem.balance.Draw;
import tandem.health.Eligible;
import tandem.health.HealthTable;
import tandem.health.SlowStart;

/// The shares of a tier's backends while any of them starts slowly. The clock is read for a pick only then.
///
/// Shares are those beside the backend that has come furthest: where all start at once, each takes its whole weight,
/// since nobody else is there to take what they leave.
final class SlowStarters {
    private final LongSupplier clock;
    private final Duration duration;
    private final long[] since;
    private final boolean[] starts;
    private final int[] shares;
    private boolean any;

    private SlowStarters(LongSupplier clock, Duration duration, int size) {
        this.clock = clock;
        this.duration = duration;
        this.since = new long[size];
        this.starts = new boolean[size];
        this.shares = new int[size];
        Arrays.fill(shares, Draw.WHOLE);
    }

    /// @param backends a tier's, all of them among the eligible
    static SlowStarters of(List<Backend> backends, Eligible eligible, HealthTable health) {
        SlowStarters starters = new SlowStarters(health::now, health.slowStart(), backends.size());
        Map<String, Long> starting = eligible.starting();
        for (int i = 0; i < backends.size(); i++) {
            Long since = starting.get(backends.get(i).name());
            if (since == null) continue;
            starters.since[i] = since;
            starters.starts[i] = true;
            starters.any = true;
        }
        return starters;
    }

    /// Looks at the clock, while any of them still starts.
    void look() {
        if (!any) return;
        long now = clock.getAsLong();
        int furthest = 0;
        boolean left = false;
        for (int i = 0; i < shares.length; i++) {
            shares[i] = starts[i] ? SlowStart.share(now - since[i], duration) : Draw.WHOLE;
            furthest = Math.max(furthest, shares[i]);
            left |= shares[i] < Draw.WHOLE;
        }
        for (int i = 0; i < shares.length; i++) shares[i] = Math.max(1, shares[i] * Draw.WHOLE / furthest);
        any = left;
    }

    int share(int index) {
        return shares[index];
    }
}
