package tandem.cluster;

import java.time.Duration;
import java.util.Optional;
import tandem.Pure;

/// How the election treats an owner that works.
///
/// @param preempt      whether a fit node of higher priority takes the VIP from a fit owner of lower
///                     priority. Off, the owner is sticky: the VIP moves only when it must.
///                     `cluster.preempt`, default false.
/// @param preemptDelay how long the better node must have been fit without a break before it preempts.
///                     `cluster.preempt-delay`, default 0 s, at most 1 h.
/// @param preferred    the node that counts as of higher priority than every other. `vips[].prefer`,
///                     default none. It must be the same on every node, and counts for nothing while it is not.
/// @param quorum       how many nodes an owner has to hear; nothing when it need not hear any.
///                     `cluster.quorum`, default none: availability first, as with VRRP
@Pure
public record ElectionPolicy(
        boolean preempt, Duration preemptDelay, Optional<String> preferred, Optional<Quorum> quorum) {
    public static final Duration MAX_PREEMPT_DELAY = Duration.ofHours(1);
    public static final ElectionPolicy STICKY = new ElectionPolicy(false, Duration.ZERO);

    public ElectionPolicy {
        if (preemptDelay.isNegative() || preemptDelay.compareTo(MAX_PREEMPT_DELAY) > 0)
            throw new IllegalArgumentException(
                    "the preempt delay is 0 s to 1 h, not " + preemptDelay.toMillis() + " ms");
    }

    /// A policy that prefers no node and needs no quorum.
    public ElectionPolicy(boolean preempt, Duration preemptDelay) {
        this(preempt, preemptDelay, Optional.empty(), Optional.empty());
    }

    /// The same policy for a VIP that prefers a node, or none.
    public ElectionPolicy preferring(Optional<String> node) {
        return new ElectionPolicy(preempt, preemptDelay, node, quorum);
    }

    /// The same without preemption.
    public ElectionPolicy sticky() {
        return new ElectionPolicy(false, preemptDelay, preferred, quorum);
    }

    /// The same with a quorum.
    public ElectionPolicy with(Quorum needed) {
        return new ElectionPolicy(preempt, preemptDelay, preferred, Optional.of(needed));
    }
}
