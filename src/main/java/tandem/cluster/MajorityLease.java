package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import tandem.Pure;

/// One node's part in the majority leases that make ownership of the VIPs exclusive: what it has pledged, and what was
/// pledged to it.
///
/// **The promise:** at no instant do two nodes hold the lease of one VIP, that is, have its address on an interface.
///
/// Hearing a quorum does not give that. In A–W–B with the link between A and B cut, both hear two of three. So each
/// voter *pledges* its support to one claimant at a time, and an owner needs the pledges of a quorum:
///
///  1. A pledge names one life of one claimant and the last message of it that the voter heard to claim the VIP. It
///     binds the voter from when it *heard* that message, for [Quorum#pledge] by the voter's clock. While it binds, the
///     voter pledges to nobody else, whatever it hears and forgets; a fence changes nothing in it.
///  2. It ends before that only when the claimant itself says that it claims no more. A claimant says so when its
///     address is gone, never before ([tandem.vip.Ownership]), and from then on counts no pledge of that claim.
///  3. For the claimant it counts from when it *sent* that message, for [Quorum#support] by the claimant's clock. A
///     pledge says how long it binds its voter, whose file may have shorter leases: it counts for no longer than that
///     less the difference of two clocks ([Quorum#counted]).
///  4. A voter that has just started may have pledged in an earlier life. It pledges nothing within one pledge of its
///     start, not to itself either. So a lease must not be shortened while a pledge for the longer one may still bind:
///     a node that is to start with a shorter one stays down for the longer one and three seconds.
///  5. An owner adds or renews its address at a time *t* only when the pledges of a quorum count until
///     *t* + lease + [Quorum#OVERTIME] + [Quorum#RESERVE] at least. A candidate publishes its claim first, waits for
///     that, and adds the address then.
///  6. Voters whose files name other voters, or another quorum of them, pledge nothing to each other and do not count
///     what the other pledged ([Quorum#roll]); nor is somebody a voice of a quorum whose pledges end too soon.
///
/// **Why it holds.** Let A have the address at an instant. Its kernel was last asked for it at some *t*, at most
/// RESERVE after the decision, and takes it away by *t* + lease + OVERTIME at the latest; by (5) a quorum of pledges
/// counts for A until then. Each of them binds its voter at least as long as it counts for A: it begins no later for A
/// than for the voter (3, 1: sent before heard), and [Quorum#pledge] is longer than [Quorum#support] by more than
/// two clocks can differ. Should B have the address too, a quorum is bound to B at the same instant. Two quorums of
/// more than half have a voter in common, which would be bound to both, against (1); (4) keeps that true for a voter
/// that was restarted, and (2) for one that was let go.
///
/// **What it assumes.** Clocks of two nodes differ by one in a hundred at most in the length of a time; nothing is
/// assumed about what they show. A system call follows its decision within RESERVE; the shell looks at the clock
/// again right before it and right after it, and releases when it took longer, so a process that is frozen in just
/// that window errs for as long as it needs to notice. A host whose clock stands still as a whole (a suspended virtual
/// machine) keeps an address that it should lose. Messages may be lost, late, doubled, in any order.
///
/// After Gray and Cheriton, "Leases: an efficient fault-tolerant mechanism for distributed file cache consistency"
/// (SOSP 1989), for counting a lease from the send time and for the bound on clocks; and Trencseni, Gazso and
/// Reinhardt, "PaxosLease: diskless Paxos for leases" (arXiv:1209.4187), for the majority, and for a restarted
/// acceptor that waits instead of writing to a disk.
@Pure
final class MajorityLease {
    /// What a member said, and when that was heard.
    record Bid(NodeState said, Duration heardAt) {}

    private final Quorum quorum;
    private final Pledges pledges;
    private final Backing backing;

    MajorityLease(Quorum quorum, Pledges pledges, Backing backing) {
        this.quorum = quorum;
        this.pledges = pledges;
        this.backing = backing;
    }

    /// The part of a node that starts now; nothing where ownership is not exclusive.
    static Optional<MajorityLease> of(ClusterSettings settings, long incarnation, Duration now) {
        return settings.policy()
                .quorum()
                .filter(Quorum::exclusive)
                .map(quorum -> new MajorityLease(
                        quorum, new Pledges(quorum, now), new Backing(quorum, settings.self(), incarnation)));
    }

    /// What this node has promised.
    Pledges pledges() {
        return pledges;
    }

    /// What it was promised.
    Backing backing() {
        return backing;
    }

    /// A message of this node, which it hears before anybody else.
    void says(NodeState own, Duration now) {
        backing.sent(own.sequence(), now);
        pledges.heard(own, now);
    }

    /// A message of another node, each one once and none that is older than one heard before.
    void heard(NodeState said, Duration now) {
        pledges.heard(said, now);
        backing.heard(said, now);
    }

    /// Stands by the owner of each VIP, as the view has it, as far as this node is free to.
    ///
    /// @param bids what a member said last
    /// @return whether it stands by another one than before
    boolean pledge(View view, Function<String, Optional<Bid>> bids, Duration now) {
        Map<String, String> before = claimants(now);
        bids.apply(view.self()).ifPresent(own -> pledges.heard(own.said(), now));
        view.members().stream()
                .flatMap(member -> member.claims().keySet().stream())
                .distinct()
                .forEach(vip -> Election.owner(view, vip)
                        .flatMap(owner -> bids.apply(owner.name()))
                        .ifPresent(bid -> pledges.offer(vip, bid.said(), bid.heardAt(), now)));
        return !claimants(now).equals(before);
    }

    private Map<String, String> claimants(Duration now) {
        return pledges.binding(now).entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey,
                        entry ->
                                entry.getValue().node() + " " + entry.getValue().incarnation()));
    }

    /// Until when a quorum stands by this node; empty when none does.
    ///
    /// @param own what this node says of itself now
    Optional<Duration> support(String vip, NodeState own, Duration now) {
        return backing.until(vip, pledges.until(vip, own, now));
    }

    /// The VIPs that this node could not get now, because too many of the voters heard stand by another node; and
    /// whom. It need not be heard: to claim above it would only take the VIP from it when it is.
    ///
    /// @param heard what the others said that are heard now
    Map<String, String> kept(String self, Collection<NodeState> heard, Duration now) {
        Map<String, List<String>> bound = new HashMap<>();
        pledges.binding(now).forEach((vip, pledge) -> bind(bound, vip, pledge));
        List<NodeState> voters = heard.stream()
                .filter(state -> quorum.voters().contains(state.node()))
                .toList();
        for (NodeState voter : voters) voter.pledges().forEach((vip, pledge) -> bind(bound, vip, pledge));
        bound.values().forEach(claimants -> claimants.removeIf(self::equals));
        bound.values()
                .removeIf(claimants -> claimants.isEmpty() || voters.size() + 1 - claimants.size() >= quorum.votes());
        return bound.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Collections.min(entry.getValue())));
    }

    private static void bind(Map<String, List<String>> bound, String vip, NodeState.Pledge pledge) {
        bound.computeIfAbsent(vip, _ -> new ArrayList<>()).add(pledge.node());
    }

    /// The VIPs whose address this node may add now, by (5).
    Set<String> supported(NodeState own, Duration now) {
        Duration lease = quorum.lease().orElseThrow();
        Duration needed = now.plus(lease).plus(Quorum.OVERTIME).plus(Quorum.RESERVE);
        return own.claims().keySet().stream()
                .filter(vip -> support(vip, own, now)
                        .filter(until -> until.compareTo(needed) >= 0)
                        .isPresent())
                .collect(Collectors.toUnmodifiableSet());
    }
}
