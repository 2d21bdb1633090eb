package tandem.cluster;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// Who sits on a seat of the roster, and what it said. Holds state, for the [Roster] alone.
@Pure
final class Occupant {
    private final Roster.Seat seat;
    private Duration awaitedUntil;
    private long lastSequence;
    private @Nullable NodeState said;
    private @Nullable Duration fitSince;

    Occupant(Roster.Seat seat, Duration awaitedUntil) {
        this.seat = seat;
        this.awaitedUntil = awaitedUntil;
    }

    Roster.Seat seat() {
        return seat;
    }

    /// What it said last; null while it counts as not heard.
    @Nullable
    NodeState said() {
        return said;
    }

    /// The number of its latest message that reached us, whether that made it heard or not; 0 before any.
    long lastSequence() {
        return lastSequence;
    }

    /// Until when a VIP without an owner stays without one because this node may be the owner.
    Duration awaitedUntil() {
        return awaitedUntil;
    }

    Duration fitFor(Duration now) {
        return fitSince == null ? Duration.ZERO : now.minus(fitSince);
    }

    /// Takes note of a message.
    ///
    /// @return whether it is newer than all before
    boolean receive(long sequence) {
        if (sequence <= lastSequence) return false;
        lastSequence = sequence;
        return true;
    }

    void hear(NodeState state, Duration now) {
        said = state;
        if (!(state.fitness() instanceof Fitness.Fit)) fitSince = null;
        else if (fitSince == null) fitSince = now;
    }

    void forget(Duration newAwaitedUntil) {
        said = null;
        fitSince = null;
        awaitedUntil = newAwaitedUntil;
    }
}
