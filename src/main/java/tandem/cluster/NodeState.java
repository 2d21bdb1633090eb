package tandem.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import tandem.Pure;

/// What a node says of itself to the others. Each message replaces the node's earlier ones.
///
/// @param node        the node's name
/// @param incarnation grows with every start of the process (wall-clock milliseconds at start), so that
///                    what an earlier life said is told apart
/// @param sequence    grows with every message of one incarnation; an older message that comes late is
///                    dropped
/// @param profile     how it takes part
/// @param fitness     whether it can serve
/// @param stakes      what it has to do with the VIPs
/// @param received    by name of another node: its latest message that reached this one. It tells a node
///                    that resumes after a freeze which messages were written after it spoke again, and
///                    which had only been waiting in its socket
/// @param pledges     by name of a VIP: the claimant that this node stands by, where ownership is exclusive
@Pure
public record NodeState(
        String node,
        long incarnation,
        long sequence,
        Profile profile,
        Fitness fitness,
        Stakes stakes,
        Map<String, Mark> received,
        Map<String, Pledge> pledges) {
    /// Of a node that has no part in a planned move, and has pledged nothing.
    public NodeState(
            String node,
            long incarnation,
            long sequence,
            int priority,
            Fitness fitness,
            Map<String, Long> claims,
            Map<String, Long> terms,
            Map<String, Mark> received) {
        this(node, incarnation, sequence, priority, fitness, new Stakes(claims, terms, Handovers.NONE), received);
    }

    /// Of a node that has pledged nothing.
    public NodeState(
            String node,
            long incarnation,
            long sequence,
            int priority,
            Fitness fitness,
            Stakes stakes,
            Map<String, Mark> received) {
        this(node, incarnation, sequence, Profile.of(priority), fitness, stakes, received, Map.of());
    }

    public NodeState {
        received = Map.copyOf(received);
        pledges = Map.copyOf(pledges);
    }

    /// What a node has to do with the VIPs, each by its name.
    ///
    /// @param claims    the term at which this node claims it; absent when it does not
    /// @param terms     the highest term this node has seen, its own or another's
    /// @param handovers planned moves: what it offers, and what it answers
    public record Stakes(Map<String, Long> claims, Map<String, Long> terms, Handovers handovers) {
        public Stakes {
            claims = Map.copyOf(claims);
            terms = Map.copyOf(terms);
        }
    }

    /// 0 to 255; the higher is preferred as owner.
    public int priority() {
        return profile.priority();
    }

    /// By name of a VIP: the term at which this node claims it; absent when it does not.
    public Map<String, Long> claims() {
        return stakes.claims();
    }

    /// By name of a VIP: the highest term this node has seen.
    public Map<String, Long> terms() {
        return stakes.terms();
    }

    /// Planned moves: what it offers, and what it answers.
    public Handovers handovers() {
        return stakes.handovers();
    }

    /// Whether the other message of the same node says nothing new to an election.
    boolean saysTheSame(NodeState other) {
        return profile.equals(other.profile)
                && fitness.equals(other.fitness)
                && stakes.equals(other.stakes)
                && claimants().equals(other.claimants());
    }

    /// The same with these pledges.
    NodeState with(Map<String, Pledge> given) {
        return new NodeState(node, incarnation, sequence, profile, fitness, stakes, received, given);
    }

    /// The same with this profile.
    NodeState with(Profile other) {
        return new NodeState(node, incarnation, sequence, other, fitness, stakes, received, pledges);
    }

    /// Whom it stands by, without what changes with every message.
    private Map<String, Mark> claimants() {
        Map<String, Mark> claimants = new HashMap<>();
        pledges.forEach((vip, pledge) -> claimants.put(vip + " " + pledge.node(), new Mark(pledge.incarnation(), 0)));
        return claimants;
    }

    /// Names one message of a node.
    public record Mark(long incarnation, long sequence) {}

    /// A promise to stand by one life of one claimant; see [MajorityLease].
    ///
    /// @param term     at which it claims, for a person
    /// @param sequence its latest message that was heard: the promise counts from there
    /// @param length   how long it binds who gives it, from when it heard that message; zero where it does not say
    public record Pledge(String node, long incarnation, long term, long sequence, Duration length) {}
}
