package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// Who sits in the cluster, by life, in join order; those without a seat come last. Holds state, for the [Roster]
/// alone.
@Pure
final class Occupants {
    /// More nodes than a cluster has; nobody who comes later is listened to.
    private static final int MAX = 256;

    /// One life of a node.
    record Life(String name, long incarnation) {
        static Life of(NodeState state) {
            return new Life(state.node(), state.incarnation());
        }

        static Life of(Roster.Seat seat) {
            return new Life(seat.name(), seat.incarnation());
        }
    }

    private final Life self;
    private final Duration wait;
    private Map<Life, Occupant> byLife = new LinkedHashMap<>();

    /// @param wait for a member that comes and says nothing
    Occupants(Life self, Duration wait) {
        this.self = self;
        this.wait = wait;
    }

    /// Hazelcast's list of members. A node that beacons stays, whatever Hazelcast says: it takes Hazelcast seconds
    /// to bring the parts of a cluster together again.
    ///
    /// @return those who are gone
    List<Occupant> seats(List<Roster.Seat> seats, Duration now) {
        Map<Life, Occupant> before = byLife;
        byLife = new LinkedHashMap<>();
        for (Roster.Seat seat : seats) {
            Occupant known = before.get(Life.of(seat));
            if (known == null) known = new Occupant(seat, now.plus(wait));
            byLife.put(Life.of(seat), known.seated(seat));
        }
        List<Occupant> gone = new ArrayList<>();
        before.forEach((life, occupant) -> {
            if (byLife.containsKey(life)) return;
            if (occupant.beacons() || isNewcomer(occupant, now)) byLife.put(life, occupant.unseated());
            else if (occupant.isSeated()) gone.add(occupant);
        });
        for (Roster.Seat seat : seats) if (!before.containsKey(Life.of(seat))) forgetEarlierLives(Life.of(seat), now);
        return gone;
    }

    /// Somebody who is listened to, but not believed yet: that takes the wait, and the next word after it.
    private boolean isNewcomer(Occupant occupant, Duration now) {
        return !occupant.isSeated() && now.compareTo(occupant.awaitedUntil().plus(wait)) < 0;
    }

    /// The life that a message is of; null when it is this node's own, or of nobody who sits here.
    @Nullable
    Occupant speaker(NodeState state) {
        Life life = Life.of(state);
        return life.equals(self) ? null : byLife.get(life);
    }

    /// The same, and whoever has no seat is given a place at the end; null when it is this node's own, when a later
    /// life of that node is here, or when there are too many.
    @Nullable
    Occupant speakerOrNewcomer(NodeState state, Duration now) {
        Occupant known = speaker(state);
        Life life = Life.of(state);
        if (known != null || life.equals(self) || byLife.size() >= MAX || hasLaterLife(life)) return known;
        Occupant newcomer = new Occupant(new Roster.Seat(life.name(), life.incarnation(), ""), now.plus(wait));
        byLife.put(life, newcomer.unseated());
        return newcomer;
    }

    /// A node that comes back has died before, whatever its old seat claimed; unless that one speaks again. Without a
    /// seat the old life is gone for good: what it said comes late, and nobody watches any more whether it goes on.
    void forgetEarlierLives(Life newcomer, Duration now) {
        byLife.entrySet().removeIf(entry -> {
            Life life = entry.getKey();
            if (!life.name().equals(newcomer.name()) || life.incarnation() >= newcomer.incarnation()) return false;
            entry.getValue().supersede(now);
            return !entry.getValue().isSeated();
        });
    }

    void forgetAll(Duration awaitedUntil) {
        byLife.values().forEach(occupant -> occupant.forget(awaitedUntil));
    }

    /// Its beacons have ceased.
    void lose(Life life, Duration now) {
        Occupant occupant = byLife.get(life);
        if (occupant == null) return;
        occupant.lose(now);
        if (!occupant.isSeated()) byLife.remove(life);
    }

    boolean has(Life life) {
        return byLife.containsKey(life);
    }

    void forEach(BiConsumer<Life, Occupant> action) {
        byLife.forEach(action);
    }

    List<Occupant> all() {
        return List.copyOf(byLife.values());
    }

    /// What those who are heard said last.
    List<NodeState> said() {
        return byLife.values().stream()
                .flatMap(occupant -> Optional.ofNullable(occupant.said()).stream())
                .toList();
    }

    /// Those who are still to be heard.
    Set<String> awaited(Duration now) {
        Set<String> names = new HashSet<>();
        byLife.forEach((life, occupant) -> {
            if (!life.equals(self) && occupant.said() == null && now.compareTo(occupant.awaitedUntil()) < 0)
                names.add(label(life, occupant));
        });
        return names;
    }

    /// By name: the latest message of it that came.
    Map<String, NodeState.Mark> received() {
        Map<String, NodeState.Mark> received = new HashMap<>();
        byLife.forEach((life, occupant) -> {
            if (occupant.lastSequence() > 0)
                received.merge(
                        life.name(),
                        new NodeState.Mark(life.incarnation(), occupant.lastSequence()),
                        (one, other) -> one.incarnation() > other.incarnation() ? one : other);
        });
        return received;
    }

    /// The name in the view. Two lives of one name that both speak are two nodes, however that came about.
    String label(Life life, Occupant occupant) {
        if (life.equals(self)) return life.name();
        boolean current = !life.name().equals(self.name()) && !hasLaterLife(life);
        // An address has one seat; who has none may have had that of another.
        Object where = occupant.isSeated() ? occupant.seat().address() : life.incarnation();
        return current ? life.name() : life.name() + "@" + where;
    }

    /// Who has that name in the view.
    Optional<Occupant> named(String label) {
        return byLife.entrySet().stream()
                .filter(entry -> label(entry.getKey(), entry.getValue()).equals(label))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private boolean hasLaterLife(Life life) {
        return byLife.keySet().stream()
                .anyMatch(other -> other.name().equals(life.name()) && other.incarnation() > life.incarnation());
    }

    /// Every member, for an operator.
    ///
    /// @param own what this node says
    List<MemberStatus> statuses(NodeState own) {
        List<MemberStatus> members = new ArrayList<>();
        byLife.forEach((life, occupant) -> status(life, occupant, own).ifPresent(members::add));
        return List.copyOf(members);
    }

    private Optional<MemberStatus> status(Life life, Occupant occupant, NodeState own) {
        boolean isSelf = life.equals(self);
        String label = label(life, occupant);
        boolean lingering = !isSelf && occupant.said() == null && !label.equals(life.name());
        if (lingering) return Optional.empty();
        return Optional.of(new MemberStatus(label, occupant.seat().address(), isSelf, isSelf ? own : occupant.said()));
    }
}
