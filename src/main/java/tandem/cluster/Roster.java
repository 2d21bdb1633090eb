package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tandem.Pure;
import tandem.cluster.ClusterSettings.Peer;
import tandem.cluster.Occupants.Life;

/// What a node knows of the cluster: who sits in it in which order, and what each member last said.
///
/// Hazelcast says who belongs to the cluster; the beacons say who lives. A member whose beacons were heard and
/// have ceased is gone at once, long before Hazelcast notices. One whose beacons never came (a firewall lets
/// Hazelcast through and UDP not) is judged by Hazelcast alone.
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

    /// After a fence others own what this node owned, if they live, and it takes Hazelcast some seconds to bring the
    /// parts of a cluster together again: the wait is that much longer than at a start.
    private static final int WAITS_AFTER_FENCE = 3;
    /// By then, nothing waits in a socket any more that was said before the fence.
    private static final Duration FENCED = Duration.ofSeconds(30);

    private final Life self;
    private final OwnState own;
    private final Occupants occupants;
    private final Duration wait;
    private final int misses;
    private final Absent absent;
    private final Map<String, Long> highestTerms = new HashMap<>();
    /// The number of this node's last message when a node was lost the last time, whichever that was: names come and
    /// go, and are not kept.
    private long lostAt;
    /// Others count as heard once they answer a message of ours from this one on; 0 when any will do.
    private long fence;
    private Duration fencedUntil = Duration.ZERO;

    private final Optional<MajorityLease> lease;

    /// A roster of a node that starts now.
    ///
    /// @param expected nodes to be waited for at the start; each is recognised by its name or its address
    Roster(ClusterSettings settings, long incarnation, Collection<Peer> expected, Duration now) {
        this(settings, incarnation, expected, MajorityLease.of(settings, incarnation, now), now);
    }

    /// The same with a given part in the majority lease.
    Roster(
            ClusterSettings settings,
            long incarnation,
            Collection<Peer> expected,
            Optional<MajorityLease> lease,
            Duration now) {
        this.lease = lease;
        this.self = new Life(settings.self(), incarnation);
        this.wait = settings.timing().startWait();
        this.misses = settings.beacons().misses().most();
        this.own = new OwnState(settings, incarnation, now.plus(wait));
        this.occupants = new Occupants(self, wait);
        this.absent = new Absent(expected, now.plus(wait));
    }

    /// The node is in a cluster, be it one of its own: the wait begins only now, however long that took.
    void joined(Duration now) {
        absent.until(now.plus(wait));
        own.fitnessDue(now.plus(wait));
    }

    /// Hazelcast's list of members, in join order.
    void seats(List<Seat> seats, Duration now) {
        occupants.seats(seats, now).forEach(gone -> absent.gone(gone, now));
        absent.seen(occupants.all());
    }

    /// A message of a member, through Hazelcast.
    Hearing heard(NodeState state, Duration now) {
        Occupant occupant = occupants.speaker(state);
        if (occupant == null || !occupant.receive(state.sequence())) return Hearing.DROPPED;
        learn(state, now);
        // It may have been under way when the node died. One that was said after the silence began shows that
        // only the beacons do not come through.
        if (occupant.lost() && state.sequence() <= occupant.lostAt() + misses) return Hearing.DROPPED;
        return hear(occupant, state, now);
    }

    /// A beacon. Its sender need not have a seat.
    Hearing beacon(NodeState state, Duration now) {
        Occupant occupant = occupants.speakerOrNewcomer(state, now);
        if (occupant == null || !occupant.receive(state.sequence())) return Hearing.DROPPED;
        learn(state, now);
        // A recording of an earlier life cannot know what this life said. Should only our own words not get
        // through, the node is believed after a while all the same.
        boolean proven = occupant.isSeated() || occupant.said() != null || answers(state);
        if (!proven && now.compareTo(occupant.awaitedUntil()) < 0) return Hearing.DROPPED;
        Hearing hearing = hear(occupant, state, now);
        if (hearing == Hearing.DROPPED) return hearing;
        boolean first = !occupant.beacons();
        occupant.beaconed();
        if (first) {
            occupants.forgetEarlierLives(Life.of(state), now);
            absent.seen(state.node());
        }
        return hearing;
    }

    /// The failure detector has lost a node, which then is not waited for either.
    void lost(String name, long incarnation, Duration now) {
        lostAt = own.sequence();
        occupants.lose(new Life(name, incarnation), now);
    }

    /// Whether the state shows that its sender has heard this life of this node, and has since the last loss. So what
    /// one that was lost said before comes too late to bring it back; and a newcomer hears what is said now.
    boolean answers(NodeState state) {
        return answers(state, 1 + lostAt);
    }

    private Hearing hear(Occupant occupant, NodeState state, Duration now) {
        NodeState before = occupant.said();
        boolean late = fence > 0 && now.compareTo(fencedUntil) < 0 && !answers(state, fence);
        if (before == null && late) return Hearing.DROPPED;
        occupant.hear(state, now);
        if (before == null) return Hearing.FIRST;
        return before.saysTheSame(state) ? Hearing.SAME : Hearing.NEWER;
    }

    /// The terms count in any case: a term once seen is never claimed again. So do pledges: a fence undoes no promise.
    private void learn(NodeState state, Duration now) {
        lease.ifPresent(part -> part.heard(state, now));
        state.terms().forEach(this::seen);
        state.claims().forEach(this::seen);
    }

    private boolean answers(NodeState state, long sequence) {
        NodeState.Mark received = state.received().get(self.name());
        return received != null && received.incarnation() == self.incarnation() && received.sequence() >= sequence;
    }

    /// What this node has to say of itself, for what nothing else hangs on.
    OwnState own() {
        return own;
    }

    /// What the files of the others say otherwise than that of this node.
    List<String> disagreements() {
        return Disagreements.between(state(), occupants.said(), own.quorum());
    }

    /// This node's own fitness. Until it is told for the first time, the node waits for itself, too, and
    /// says nothing. True when that changed anything.
    boolean fitness(Fitness told, Duration now) {
        return own.fitness(told, now);
    }

    /// This node claims the VIP.
    ///
    /// @return whether that changed anything
    boolean claim(String vip, long term) {
        seen(vip, term);
        lease.ifPresent(part -> part.backing().claimed(vip, own.sequence() + 1));
        return own.claim(vip, term);
    }

    /// It does not any more.
    ///
    /// @return whether that changed anything
    boolean withdraw(String vip) {
        lease.ifPresent(part -> part.backing().withdrawn(vip));
        return own.withdraw(vip);
    }

    /// What this node says of planned moves.
    OwnHandovers handovers() {
        return own.handovers();
    }

    /// Stands by whoever owns a VIP or is to own it, as far as this node is free to.
    ///
    /// @return whether it stands by another one than before
    boolean pledge(Duration now) {
        return lease.map(part -> part.pledge(view(now), name -> bid(name, now), now))
                .orElse(false);
    }

    /// For how long a quorum's pledges still count for this node; empty where ownership is not exclusive.
    Optional<Duration> support(String vip, Duration now) {
        return lease.map(part -> part.support(vip, state(), now)
                .map(until -> until.minus(now))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO));
    }

    /// This node's part in the majority lease; empty where ownership is not exclusive.
    Optional<MajorityLease> lease() {
        return lease;
    }

    private Optional<MajorityLease.Bid> bid(String name, Duration now) {
        return name.equals(self.name())
                ? Optional.of(new MajorityLease.Bid(state(), now))
                : occupants.named(name).flatMap(Occupant::bid);
    }

    /// Treats every other member as not heard, and ignores what it said until it answers a message that
    /// this node sends from now on: what is waiting in the sockets of a process that was frozen was true
    /// long ago. The wait starts again, and is longer. Later on, one that does not hear us is believed as ever.
    void forgetOthers(Duration now) {
        fence = own.sequence() + 1;
        Duration until = now.plus(wait.multipliedBy(WAITS_AFTER_FENCE));
        fencedUntil = now.plus(FENCED);
        occupants.forgetAll(until);
        absent.again(until);
        absent.seen(occupants.all());
    }

    /// What this node has to say; empty while it does not know whether it is fit, and may wait to find
    /// out.
    Optional<NodeState> say(Duration now) {
        if (own.waits(now)) return Optional.empty();
        own.nextSequence();
        NodeState state = state();
        lease.ifPresent(part -> part.says(state, now));
        return Optional.of(
                state.with(lease.map(part -> part.pledges().binding(now)).orElse(Map.of())));
    }

    /// What this node knows.
    View view(Duration now) {
        List<Member> members = new ArrayList<>();
        occupants.forEach((life, occupant) -> {
            NodeState said = occupant.said();
            if (life.equals(self)) members.add(ownMember(now));
            else if (said != null) members.add(member(occupants.label(life, occupant), said, occupant.fitFor(now)));
        });
        if (!occupants.has(self)) members.addFirst(ownMember(now));
        Set<String> supported = lease.map(part -> part.supported(state(), now)).orElse(Set.of());
        Map<String, String> kept =
                lease.map(part -> part.kept(self.name(), occupants.said(), now)).orElse(Map.of());
        return new View(self.name(), members, awaited(now), highestTerms, supported, kept);
    }

    /// Every member, for an operator.
    List<MemberStatus> members() {
        return occupants.statuses(state());
    }

    /// When the view will change by time alone, counted like `now`; empty when it will not.
    Optional<Duration> nextChange(Duration now, Duration preemptDelay) {
        Stream<Duration> waits = occupants.all().stream()
                .filter(occupant -> occupant.said() == null)
                .map(Occupant::awaitedUntil);
        Stream<Duration> ours = Stream.of(absent.until(), own.fitnessDue());
        Stream<Duration> preemption = own.fitSince().stream().map(since -> since.plus(preemptDelay));
        Stream<Duration> pledges = lease.stream().flatMap(part -> part.pledges().nextChange(now).stream());
        return Stream.of(waits, ours, preemption, pledges)
                .flatMap(times -> times)
                .filter(time -> time.compareTo(now) > 0)
                .min(Duration::compareTo);
    }

    private static Member member(String name, NodeState said, Duration fitFor) {
        return new Member(name, said.profile(), said.fitness(), fitFor, said.claims(), said.handovers());
    }

    private Member ownMember(Duration now) {
        return member(self.name(), state(), own.fitFor(now));
    }

    private NodeState state() {
        return own.state(highestTerms, occupants.received(), occupants.said());
    }

    private Set<String> awaited(Duration now) {
        Set<String> names = new HashSet<>(absent.names(now));
        names.addAll(occupants.awaited(now));
        if (own.waits(now)) names.add(self.name());
        return names;
    }

    private void seen(String vip, long term) {
        highestTerms.merge(vip, term, Math::max);
    }
}
