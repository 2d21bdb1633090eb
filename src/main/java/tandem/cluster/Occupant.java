package tandem.cluster;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// Who sits on a seat of the roster, and what it said. Holds state, for the [Roster] alone.
@Pure
final class Occupant {
    private Roster.Seat seat;
    private Duration awaitedUntil;
    private boolean seated;
    private boolean beacons;
    private boolean lost;
    private long lostAt;
    private long lastSequence;
    private @Nullable NodeState said;
    private Duration saidAt = Duration.ZERO;
    private @Nullable Duration fitSince;

    Occupant(Roster.Seat seat, Duration awaitedUntil) {
        this.seat = seat;
        this.awaitedUntil = awaitedUntil;
    }

    Roster.Seat seat() {
        return seat;
    }

    /// Hazelcast gave it this seat.
    Occupant seated(Roster.Seat given) {
        seat = given;
        seated = true;
        return this;
    }

    /// Hazelcast has no seat for it.
    Occupant unseated() {
        seated = false;
        return this;
    }

    boolean isSeated() {
        return seated;
    }

    /// Whether it is heard by its beacons.
    boolean beacons() {
        return beacons;
    }

    /// A beacon of it counted.
    void beaconed() {
        beacons = true;
        lost = false;
    }

    /// Its beacons have ceased.
    void lose(Duration now) {
        beacons = false;
        lost = true;
        lostAt = lastSequence;
        forget(now);
    }

    /// A later life of the node has come.
    void supersede(Duration now) {
        beacons = false;
        forget(now);
    }

    /// Whether its beacons have ceased and it is not heard again.
    boolean lost() {
        return lost;
    }

    /// The number of its last message when it was lost.
    long lostAt() {
        return lostAt;
    }

    /// What it said last; null while it counts as not heard.
    @Nullable
    NodeState said() {
        return said;
    }

    /// The same with the time at which it was heard.
    Optional<MajorityLease.Bid> bid() {
        return Optional.ofNullable(said).map(state -> new MajorityLease.Bid(state, saidAt));
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
        saidAt = now;
        if (!(state.fitness() instanceof Fitness.Fit)) fitSince = null;
        else if (fitSince == null) fitSince = now;
    }

    void forget(Duration newAwaitedUntil) {
        said = null;
        fitSince = null;
        awaitedUntil = newAwaitedUntil;
    }
}
