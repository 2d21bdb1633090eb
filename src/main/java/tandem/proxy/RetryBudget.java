package tandem.proxy;

import tandem.Pure;

/// How many requests may be sent again: a part of all requests, so that a pool that is in trouble is not brought down
/// by its clients' requests coming several times over (Finagle's `RetryBudget`; Envoy's `retry_budget`).
///
/// Each request puts a part of one into the budget, each repetition takes one out. A reserve is there from the start
/// and comes back with time, so that a proxy with few requests can repeat them too. One event loop's.
@Pure
final class RetryBudget {
    /// Repetitions that it holds from the start, and that come back within [#REFILL_SECONDS].
    static final int RESERVE = 100;

    static final int REFILL_SECONDS = 10;
    /// What a long quiet time may leave.
    static final int MOST = 1000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final int percent;
    private double left = RESERVE;
    private long refilledAt;

    /// @param percent of the requests that may be repeated, 0 to 100; with 0 none is, with 100 every one
    /// @param now     in nanoseconds of any clock
    RetryBudget(int percent, long now) {
        this.percent = percent;
        this.refilledAt = now;
    }

    /// A request begins.
    void deposit() {
        left = Math.min(MOST, left + percent / 100.0);
    }

    /// Whether a request may be repeated now; then it counts as repeated.
    ///
    /// @param now by the same clock
    boolean withdraw(long now) {
        if (!has(now)) return false;
        if (percent < 100) left--;
        return true;
    }

    /// Whether a request could be repeated now.
    boolean has(long now) {
        if (percent == 0) return false;
        if (percent == 100) return true;
        refill(now);
        return left >= 1;
    }

    private void refill(long now) {
        double seconds = Math.max(0, now - refilledAt) / NANOS_PER_SECOND;
        refilledAt = now;
        if (left < RESERVE) left = Math.min(RESERVE, left + seconds * RESERVE / REFILL_SECONDS);
    }
}
