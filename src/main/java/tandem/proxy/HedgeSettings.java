package tandem.proxy;

import java.time.Duration;
import tandem.Pure;

/// When a request that may be repeated gets a second try beside its first. In the configuration: `retry.hedge-after`,
/// default never.
///
/// @param after    5 ms to 1 h; zero where it is the pool's own pace that decides
/// @param quantile 50 to 99, the percentage of the pool's answers that come sooner; 0 where it is a fixed time
@Pure
public record HedgeSettings(Duration after, int quantile) {
    public static final Duration SOONEST = Duration.ofMillis(5);
    public static final Duration LATEST = Duration.ofHours(1);
    public static final int LEAST_QUANTILE = 50;
    public static final int MOST_QUANTILE = 99;

    public static final HedgeSettings NEVER = new HedgeSettings(Duration.ZERO, 0);

    public HedgeSettings {
        boolean fixed = !after.isZero();
        if (fixed && (after.compareTo(SOONEST) < 0 || after.compareTo(LATEST) > 0))
            throw new IllegalArgumentException(
                    "retry.hedge-after must be 5 ms to 1 h, not " + after.toMillis() + " ms");
        if (quantile != 0 && (fixed || quantile < LEAST_QUANTILE || quantile > MOST_QUANTILE))
            throw new IllegalArgumentException("retry.hedge-after must be a time or p50 to p99, not p" + quantile);
    }

    boolean isOn() {
        return !equals(NEVER);
    }
}
