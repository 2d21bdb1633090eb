package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.cluster.ClusterSettings.Peer;

/// What a node knows of the cluster: who sits in it in which order, and what each member last said.
///
/// Holds state, so it belongs to one thread. It has no clock: `now` is the time since any fixed moment,
/// by a clock that never goes back.
@Pure
final class Roster {

    /// A place in Hazelcast's list of members.
    ///
    /// @param name        the node's name
    /// @param incarnation which life of that node sits there
    /// @param address     `host:port`
    record Seat(String name, long incarnation, String address) {}

    /// What became of a message.
    enum Hearing {
        /// The member had not been heard before.
        FIRST,
        /// It had, and this replaces what it said.
        NEWER,
        /// The message is old, of a node without a seat, or this node's own.
        DROPPED
    }

    /// One life of a node.
    private record Life(String name, long incarnation) {}

    /// After a fence others own what this node owned, if they live, and it takes Hazelcast some seconds to bring the
    /// parts of a cluster together again: the wait is that much longer than at a start.
    private static final int WAITS_AFTER_FENCE = 3;

    private final Life self;
    private final int priority;
    private final Duration wait;
    private final Set<Peer> expected;

    /// In join order; this node has a seat as soon as Hazelcast gave it one.
    private Map<Life, Occupant> occupants = new LinkedHashMap<>();

    /// Those of the expected that have had no seat yet.
    private final Set<Peer> unseen = new HashSet<>();

    private Duration unseenUntil;
    private Duration ownFitnessUntil;
    private final Map<String, Long> highestTerms = new HashMap<>();
    private final Map<String, Long> claims = new HashMap<>();
    private final OwnHandovers handovers = new OwnHandovers();
    private Fitness fitness = new Fitness.Unfit(List.of("starting"));
    private boolean fitnessKnown;
    private @Nullable Duration fitSince;
    private long sequence;
    /// Others count as heard once they answer a message of ours from this one on; 0 when any will do.
    private long fence;

    /// A roster of a node that starts now.
    ///
    /// @param expected nodes to be waited for at the start; each is recognised by its name or its address
    Roster(ClusterSettings settings, long incarnation, Collection<Peer> expected, Duration now) {
        this.self = new Life(settings.self(), incarnation);
        this.priority = settings.priority();
        this.wait = settings.timing().startWait();
        this.expected = Set.copyOf(expected);
        this.unseen.addAll(expected);
        this.unseenUntil = now.plus(wait);
        this.ownFitnessUntil = now.plus(wait);
    }

    /// The node is in a cluster, be it one of its own: the wait begins only now, however long that took.
    void joined(Duration now) {
        unseenUntil = now.plus(wait);
        ownFitnessUntil = now.plus(wait);
    }

    /// Hazelcast's list of members, in join order.
    void seats(List<Seat> seats, Duration now) {
        Map<Life, Occupant> before = occupants;
        occupants = new LinkedHashMap<>();
        for (Seat seat : seats) {
            Occupant known = before.get(life(seat));
            occupants.put(life(seat), known == null ? new Occupant(seat, now.plus(wait)) : known);
        }
        for (Seat seat : seats) if (!before.containsKey(life(seat))) forgetEarlierLives(life(seat), now);
        before.forEach((life, occupant) -> {
            if (!occupants.containsKey(life)) goneUnheard(occupant, now);
        });
        removeSeen(unseen);
    }

    /// A member that leaves before it was heard is waited for like one that has not come yet. After a fence it may
    /// be this node that was taken out of the cluster, and the other one that owns the VIP by now.
    private void goneUnheard(Occupant occupant, Duration now) {
        if (occupant.said() != null || now.compareTo(occupant.awaitedUntil()) >= 0) return;
        unseen.add(new Peer(occupant.seat().name(), occupant.seat().address()));
        if (unseenUntil.compareTo(occupant.awaitedUntil()) < 0) unseenUntil = occupant.awaitedUntil();
    }

    /// A node that comes back has died before, whatever its old seat claimed; unless that one speaks
    /// again.
    private void forgetEarlierLives(Life newcomer, Duration now) {
        occupants.forEach((life, occupant) -> {
            if (life.name().equals(newcomer.name()) && life.incarnation() < newcomer.incarnation())
                occupant.forget(now);
        });
    }

    private void removeSeen(Set<Peer> peers) {
        peers.removeIf(peer -> occupants.values().stream()
                .map(Occupant::seat)
                .anyMatch(seat ->
                        seat.name().equals(peer.name()) || seat.address().equals(peer.address())));
    }

    /// A message of a member.
    Hearing heard(NodeState state, Duration now) {
        Life speaker = new Life(state.node(), state.incarnation());
        Occupant occupant = occupants.get(speaker);
        if (occupant == null || speaker.equals(self) || !occupant.receive(state.sequence())) return Hearing.DROPPED;
        // The terms count in any case: a term once seen is never claimed again.
        state.terms().forEach(this::seen);
        state.claims().forEach(this::seen);
        boolean first = occupant.said() == null;
        if (first && !answersFence(state)) return Hearing.DROPPED;
        occupant.hear(state, now);
        return first ? Hearing.FIRST : Hearing.NEWER;
    }

    private boolean answersFence(NodeState state) {
        if (fence == 0) return true;
        NodeState.Mark received = state.received().get(self.name());
        return received != null && received.incarnation() == self.incarnation() && received.sequence() >= fence;
    }

    /// This node's own fitness. Until it is told for the first time, the node waits for itself, too, and
    /// says nothing.
    ///
    /// @return whether that changed anything
    boolean fitness(Fitness told, Duration now) {
        if (fitnessKnown && fitness.equals(told)) return false;
        fitnessKnown = true;
        fitness = told;
        if (!(told instanceof Fitness.Fit)) fitSince = null;
        else if (fitSince == null) fitSince = now;
        return true;
    }

    /// This node claims the VIP.
    ///
    /// @return whether that changed anything
    boolean claim(String vip, long term) {
        seen(vip, term);
        Long before = claims.put(vip, term);
        if (before != null && before == term) return false;
        handovers.claimed(vip);
        return true;
    }

    OwnHandovers handovers() {
        return handovers;
    }

    /// It does not any more.
    ///
    /// @return whether that changed anything
    boolean withdraw(String vip) {
        return claims.remove(vip) != null;
    }

    /// Treats every other member as not heard, and ignores what it said until it answers a message that
    /// this node sends from now on: what is waiting in the sockets of a process that was frozen was true
    /// long ago. The wait starts again, and is longer.
    void forgetOthers(Duration now) {
        fence = sequence + 1;
        Duration until = now.plus(wait.multipliedBy(WAITS_AFTER_FENCE));
        occupants.values().forEach(occupant -> occupant.forget(until));
        unseen.addAll(expected);
        removeSeen(unseen);
        unseenUntil = until;
    }

    /// What this node has to say; empty while it does not know whether it is fit, and may wait to find
    /// out.
    Optional<NodeState> say(Duration now) {
        if (waitsForItself(now)) return Optional.empty();
        sequence++;
        return Optional.of(own());
    }

    /// What this node knows.
    View view(Duration now) {
        List<Member> members = new ArrayList<>();
        occupants.forEach((life, occupant) -> {
            NodeState said = occupant.said();
            if (life.equals(self)) members.add(ownMember(now));
            else if (said != null) members.add(member(label(life, occupant), said, occupant.fitFor(now)));
        });
        if (!occupants.containsKey(self)) members.addFirst(ownMember(now));
        return new View(self.name(), members, awaited(now), highestTerms);
    }

    /// Every member, for an operator.
    List<MemberStatus> members() {
        List<MemberStatus> members = new ArrayList<>();
        occupants.forEach((life, occupant) -> {
            boolean own = life.equals(self);
            String label = label(life, occupant);
            boolean lingering = !own && occupant.said() == null && !label.equals(life.name());
            if (!lingering)
                members.add(new MemberStatus(label, occupant.seat().address(), own, own ? own() : occupant.said()));
        });
        return List.copyOf(members);
    }

    /// When the view will change by time alone, counted like `now`; empty when it will not.
    Optional<Duration> nextChange(Duration now, Duration preemptDelay) {
        Stream<Duration> waits = occupants.values().stream()
                .filter(occupant -> occupant.said() == null)
                .map(Occupant::awaitedUntil);
        Stream<Duration> own = Stream.of(unseenUntil, ownFitnessUntil);
        Stream<Duration> preemption = fitSince == null ? Stream.empty() : Stream.of(fitSince.plus(preemptDelay));
        return Stream.concat(Stream.concat(waits, own), preemption)
                .filter(time -> time.compareTo(now) > 0)
                .min(Duration::compareTo);
    }

    private static Member member(String name, NodeState said, Duration fitFor) {
        return new Member(name, said.priority(), said.fitness(), fitFor, said.claims(), said.handovers());
    }

    private Member ownMember(Duration now) {
        return member(self.name(), own(), fitSince == null ? Duration.ZERO : now.minus(fitSince));
    }

    private NodeState own() {
        NodeState.Stakes stakes = new NodeState.Stakes(claims, highestTerms, handovers.now());
        return new NodeState(self.name(), self.incarnation(), sequence, priority, fitness, stakes, received());
    }

    private Map<String, NodeState.Mark> received() {
        Map<String, NodeState.Mark> received = new HashMap<>();
        occupants.forEach((life, occupant) -> {
            if (occupant.lastSequence() > 0)
                received.merge(
                        life.name(),
                        new NodeState.Mark(life.incarnation(), occupant.lastSequence()),
                        (one, other) -> one.incarnation() > other.incarnation() ? one : other);
        });
        return received;
    }

    private Set<String> awaited(Duration now) {
        Set<String> names = new HashSet<>();
        if (now.compareTo(unseenUntil) < 0) unseen.forEach(peer -> names.add(peer.name()));
        occupants.forEach((life, occupant) -> {
            if (!life.equals(self) && occupant.said() == null && now.compareTo(occupant.awaitedUntil()) < 0)
                names.add(label(life, occupant));
        });
        if (waitsForItself(now)) names.add(self.name());
        return names;
    }

    private boolean waitsForItself(Duration now) {
        return !fitnessKnown && now.compareTo(ownFitnessUntil) < 0;
    }

    private void seen(String vip, long term) {
        highestTerms.merge(vip, term, Math::max);
    }

    /// The name in the view. Two lives of one name that both speak are two nodes, however that came
    /// about.
    private String label(Life life, Occupant occupant) {
        if (life.equals(self)) return life.name();
        boolean current = !life.name().equals(self.name())
                && occupants.keySet().stream()
                        .noneMatch(
                                other -> other.name().equals(life.name()) && other.incarnation() > life.incarnation());
        return current ? life.name() : life.name() + "@" + occupant.seat().address();
    }

    private static Life life(Seat seat) {
        return new Life(seat.name(), seat.incarnation());
    }
}
