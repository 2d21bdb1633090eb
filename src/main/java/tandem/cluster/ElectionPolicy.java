package tandem.cluster;

import java.time.Duration;
import tandem.Pure;

/// How the election treats an owner that works.
///
/// @param preempt      whether a fit node of higher priority takes the VIP from a fit owner of lower
///                     priority. Off, the owner is sticky: the VIP moves only when it must.
///                     `cluster.preempt`, default false.
/// @param preemptDelay how long the better node must have been fit without a break before it preempts.
///                     `cluster.preempt-delay`, default 0 s, at most 1 h.
@Pure
public record ElectionPolicy(boolean preempt, Duration preemptDelay) {
    public static final Duration MAX_PREEMPT_DELAY = Duration.ofHours(1);
    public static final ElectionPolicy STICKY = new ElectionPolicy(false, Duration.ZERO);

    public ElectionPolicy {
        if (preemptDelay.isNegative() || preemptDelay.compareTo(MAX_PREEMPT_DELAY) > 0)
            throw new IllegalArgumentException(
                    "the preempt delay is 0 s to 1 h, not " + preemptDelay.toMillis() + " ms");
    }
}
