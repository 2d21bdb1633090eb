package tandem.cluster;

import java.time.Duration;
import tandem.Pure;

/// Whether a node's host still answers while the node is silent. A kernel answers whatever its processes do, and
/// at once: so a silence in which it answers is that of a process that stands still, and most that stand still
/// go on; one in which it does not is that of a host that was cut off or has lost its power.
///
/// Only what is known to answer is believed when it does not: the host is asked now and then, and not believed
/// when it was slow, when it did not answer although the node was alive, or when a filter drops the question.
/// A kernel answers few such questions in a row (Linux: six, and then one a second for each asker,
/// `icmp_ratelimit`), so no more are asked than it surely answers.
///
/// Holds state, for one thread. It has no clock.
@Pure
final class HostPulse {
    /// How often a host is asked when all is well.
    static final Duration ROUTINE = Duration.ofSeconds(5);
    /// Questions that stay without an answer before a host counts as gone.
    static final int QUESTIONS = 2;

    /// What one question costs of the credit, and the most that is saved up: less than what Linux grants.
    private static final Duration PRICE = Duration.ofSeconds(1);
    private static final Duration CREDIT = PRICE.multipliedBy(5);

    private final Duration interval;
    private boolean known;
    private int open;
    private Duration openSince = Duration.ZERO;
    private Duration asked = ROUTINE.negated();
    private Duration credit = CREDIT;

    /// @param interval of the beacons
    HostPulse(Duration interval) {
        this.interval = interval;
    }

    /// Whether to ask the host now; if so, it counts as asked.
    ///
    /// @param silence of the node
    boolean ask(Duration silence, Duration now) {
        Duration since = now.minus(asked);
        boolean suspicious = silence.compareTo(interval.multipliedBy(3)) >= 0;
        boolean due = suspicious
                ? known && open < QUESTIONS && since.compareTo(interval.multipliedBy(2)) >= 0
                : since.compareTo(ROUTINE) >= 0;
        if (!due) return false;
        Duration saved = credit.plus(since);
        credit = (saved.compareTo(CREDIT) > 0 ? CREDIT : saved).minus(PRICE);
        asked = now;
        if (credit.isNegative()) {
            credit = Duration.ZERO;
            return false;
        }
        if (!suspicious) settle(now);
        if (open++ == 0) openSince = now;
        return true;
    }

    /// The host has answered. An answer that took long proves nothing of the next one.
    void answered(Duration now) {
        known = now.minus(asked).compareTo(interval.multipliedBy(2)) < 0;
        open = 0;
    }

    /// The node was heard: a host that has left a question open meanwhile does not answer reliably.
    void heard(Duration now) {
        settle(now);
    }

    /// Whether the host does not answer any more, and would if it could.
    boolean gone(Duration now) {
        return known && open >= QUESTIONS && now.minus(openSince).compareTo(interval.multipliedBy(3)) >= 0;
    }

    private void settle(Duration now) {
        if (open > 0 && now.minus(openSince).compareTo(interval.multipliedBy(2)) >= 0) {
            known = false;
            open = 0;
        }
    }
}
