package tandem.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import tandem.Pure;
import tandem.cluster.ClusterSettings.Peer;

/// Nodes that are waited for although they have no seat. Holds state, for the [Roster] alone.
@Pure
final class Absent {
    private final Set<Peer> expected;
    private final Set<Peer> unseen = new HashSet<>();
    private Duration until;

    /// @param expected at the start and after a fence; each is recognised by its name or its address
    Absent(Collection<Peer> expected, Duration until) {
        this.expected = Set.copyOf(expected);
        this.unseen.addAll(expected);
        this.until = until;
    }

    /// How long the wait goes on.
    Duration until() {
        return until;
    }

    void until(Duration later) {
        until = later;
    }

    /// All of the expected are waited for again.
    void again(Duration later) {
        unseen.addAll(expected);
        until = later;
    }

    /// A member that leaves before it was heard is waited for like one that has not come yet. After a fence it may
    /// be this node that was taken out of the cluster, and the other one that owns the VIP by now.
    void gone(Occupant occupant, Duration now) {
        if (occupant.said() != null || now.compareTo(occupant.awaitedUntil()) >= 0) return;
        unseen.add(new Peer(occupant.seat().name(), occupant.seat().address()));
        if (until.compareTo(occupant.awaitedUntil()) < 0) until = occupant.awaitedUntil();
    }

    void seen(Collection<Occupant> occupants) {
        unseen.removeIf(peer -> occupants.stream()
                .map(Occupant::seat)
                .anyMatch(seat ->
                        seat.name().equals(peer.name()) || seat.address().equals(peer.address())));
    }

    void seen(String name) {
        unseen.removeIf(peer -> peer.name().equals(name));
    }

    Set<String> names(Duration now) {
        if (now.compareTo(until) >= 0) return Set.of();
        return unseen.stream().map(Peer::name).collect(Collectors.toSet());
    }
}
