package tandem.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tandem.Pure;

/// What this node has promised: for each VIP, to stand by one life of one claimant and by nobody else. The argument
/// for it is in [MajorityLease]. Holds state, for one thread.
@Pure
class Pledges {
    private final Duration length;
    private final String roll;
    private final Duration notBefore;
    private final Map<String, Kept> kept = new HashMap<>();

    /// A promise, and how long it binds.
    private record Kept(NodeState.Pledge pledge, Duration until) {
        boolean isTo(NodeState claimant) {
            return pledge.node().equals(claimant.node()) && pledge.incarnation() == claimant.incarnation();
        }

        boolean isAnsweredBy(NodeState said) {
            return isTo(said) && said.sequence() >= pledge.sequence();
        }

        boolean isOver(Duration now) {
            return until.compareTo(now) <= 0;
        }
    }

    /// Of a node that starts now: it does not know what it promised in an earlier life, so it promises nothing until
    /// all of that is over.
    Pledges(Quorum quorum, Duration now) {
        this.length = quorum.pledge();
        this.roll = quorum.roll();
        this.notBefore = now.plus(length);
    }

    /// What a claimant says extends the pledge to it, or ends it: who claims no more has no address any more. A message
    /// from before the one that the pledge is for says nothing, however late it comes.
    void heard(NodeState said, Duration now) {
        kept.entrySet()
                .removeIf(entry -> entry.getValue().isOver(now)
                        || (entry.getValue().isAnsweredBy(said)
                                && !said.claims().containsKey(entry.getKey())));
        kept.replaceAll((vip, promise) -> promise.isAnsweredBy(said) ? promise(vip, said, now) : promise);
    }

    /// Stands by a claimant, unless this node is bound to another one or does not know yet whether it is, or the
    /// claimant counts other voters than this node does.
    ///
    /// @param heardAt when its claim was heard, which is when the pledge begins
    void offer(String vip, NodeState claimant, Duration heardAt, Duration now) {
        Kept promise = promise(vip, claimant, heardAt);
        if (now.compareTo(notBefore) < 0 || promise.isOver(now)) return;
        if (!roll.equals(claimant.profile().voting().roll())) return;
        if (isFree(vip, claimant, now)) kept.put(vip, promise);
    }

    /// Whether the node is bound to nobody else.
    boolean isFree(String vip, NodeState claimant, Duration now) {
        Kept bound = kept.get(vip);
        return bound == null || bound.isOver(now) || bound.isTo(claimant);
    }

    /// Until when the node stands by that claimant, if it does now.
    Optional<Duration> until(String vip, NodeState claimant, Duration now) {
        return Optional.ofNullable(kept.get(vip))
                .filter(promise -> promise.isTo(claimant) && !promise.isOver(now))
                .map(Kept::until);
    }

    /// The pledges that bind now, by VIP.
    Map<String, NodeState.Pledge> binding(Duration now) {
        return kept.entrySet().stream()
                .filter(entry -> !entry.getValue().isOver(now))
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().pledge()));
    }

    /// When the next one ends, or when the first may be given.
    Optional<Duration> nextChange(Duration now) {
        if (now.compareTo(notBefore) < 0) return Optional.of(notBefore);
        Collection<Kept> promises = kept.values();
        return promises.stream()
                .map(Kept::until)
                .filter(until -> until.compareTo(now) > 0)
                .min(Duration::compareTo);
    }

    private Kept promise(String vip, NodeState claimant, Duration at) {
        long term = claimant.claims().getOrDefault(vip, 0L);
        return new Kept(
                new NodeState.Pledge(claimant.node(), claimant.incarnation(), term, claimant.sequence(), length),
                at.plus(length));
    }
}
