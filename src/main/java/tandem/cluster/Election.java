package tandem.cluster;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;
import tandem.Pure;

/// Who should own a VIP: a pure function of what a node knows.
///
/// Every node decides for itself, so the rules see to it that nodes with the same knowledge give matching
/// answers, and that nodes with different knowledge agree as soon as they have heard each other.
///
///  0. **With a quorum**, a node that hears fewer nodes than that, itself and witnesses included, refrains: it does
///     not claim, and gives up what it owns. A witness never claims. Where ownership is exclusive, a voter whose file
///     says otherwise, so that its pledges are no good to this node, counts as not heard.
///  1. **The owner** is, among the members heard that claim the VIP, the one with the highest term; at
///     the same term the one of higher priority, then the one whose name comes first. The order of
///     joining has no say here: Hazelcast turns it round after a merge, and for about a second two nodes
///     see two orders.
///  2. **This node is the owner:** it stays active at its own term, also when it is unfit or leaving.
///     Somebody better will claim above it, or nobody can, and then an address that answers 503 beats one
///     that answers nothing.
///  3. **Another node is, and it is fit:** this node stands by. Where the policy says so it preempts, at
///     a new term: when it is the best of the fit (7), of higher priority than the owner, and has been
///     fit for the policy's delay. A preemption is never urgent, so it also waits until this node is warm, and for
///     every node that is still to be heard (5).
///  4. **Another node is, and it is unfit or leaving:** the best of the fit (7) takes over at a new term
///     at once. Everybody else stands by.
///     Before (3) and (4): while the owner **hands the VIP over** to a fit node, that node takes it at a new
///     term as soon as it is prepared, or at once where nothing is to be prepared, and everybody else stands
///     by. The owner's limits bound how long an offer lasts. While it **holds** the VIP, and does not leave, everybody
///     else stands by, whatever their priorities and its fitness. A hold is no more than that: an owner that is no
///     longer heard is followed as ever (6).
///  5. **Nobody is, and a node is still to be heard:** that node may be the owner. Nobody claims. The
///     view bounds the wait.
///  6. **Nobody is, and everybody was heard:** the best (7) of the fit nodes claims at a new term; where
///     no node is fit, the best of the unfit ones. A leaving node never claims.
///     Before that, where ownership is exclusive: nobody claims while so many of the nodes heard are bound to another
///     one that a claim would be in vain. It may live and be heard by them, and a claim at a higher term would take
///     the VIP from it as soon as the two hear each other again.
///  7. **The best** is the node that the policy prefers for this VIP, else the one of the highest priority;
///     among equals a hash of the VIP's and the node's name decides ([Ranking]), so that several VIPs spread. A node
///     whose file lacks the VIP is not among them, and nobody is preferred while the files of the nodes heard differ
///     in whom they prefer.
///     Higher priority, in (3), is meant likewise, but not in (1): which node is preferred is a setting that
///     nodes might see differently, and there they must agree. Should two nodes claim all the same, they do
///     so at the same term, and (1) settles it once they hear each other.
///
/// A new term is one above every term seen, so terms only grow, and whoever moved the VIP last wins every
/// conflict. At the end of their range, which only nonsense reaches, they stay there, and (1) settles what is left.
@Pure
public final class Election {
    private static final Comparator<Member> HIGHER_PRIORITY_THEN_NAME =
            Comparator.comparingInt(Member::priority).thenComparing(Member::name, Comparator.reverseOrder());

    private Election() {}

    /// What the view's node should do about the VIP.
    public static Verdict decide(View view, String vip, ElectionPolicy policy) {
        Optional<Verdict> refrain = policy.quorum().flatMap(quorum -> withoutQuorum(view, quorum));
        if (refrain.isPresent()) return refrain.get();
        Ranking ranking = Ranking.of(view, vip, policy);
        Optional<Member> owner = owner(view, vip);
        if (owner.isEmpty()) return withoutOwner(view, ranking);
        if (owner.get().name().equals(view.self())) return stay(view, ranking);
        Optional<Verdict> handover = besideYieldingOwner(view, vip, owner.get());
        if (handover.isPresent()) return handover.get();
        return switch (owner.get().fitness()) {
            case Fitness.Fit() -> besideFitOwner(view, ranking, owner.get(), policy);
            case Fitness.Unfit _, Fitness.Leaving _, Fitness.Witness _ ->
                besideFailingOwner(view, ranking, owner.get());
        };
    }

    /// To whom an owner that may choose hands the VIP over: the best (7) of the other fit nodes that are warm; where
    /// none is, the best of the fit ones, since a node that is slow with its first clients is better than none.
    public static Optional<Member> successor(View view, String vip, ElectionPolicy policy) {
        return Ranking.of(view, vip, policy)
                .warmest(view, member -> member.fit() && !member.name().equals(view.self()));
    }

    /// The node that the VIP prefers as long as the files of all nodes that are heard say so.
    public static Optional<String> preferred(View view, String vip, ElectionPolicy policy) {
        return Ranking.of(view, vip, policy).preferred();
    }

    /// The member that owns the VIP, by rule 1.
    public static Optional<Member> owner(View view, String vip) {
        return view.members().stream()
                .filter(member -> member.claims(vip))
                .max(Comparator.<Member>comparingLong(member -> member.term(vip))
                        .thenComparing(HIGHER_PRIORITY_THEN_NAME));
    }

    private static Optional<Verdict> withoutQuorum(View view, Quorum quorum) {
        return quorum.lacking(view.members().stream()
                        .collect(Collectors.toMap(
                                Member::name, member -> member.profile().voting(), (one, _) -> one)))
                .map(Verdict.Refrain::new);
    }

    private static Verdict stay(View view, Ranking ranking) {
        Member self = view.me();
        String reason = switch (self.fitness()) {
            case Fitness.Fit() -> "owner, and fit";
            case Fitness.Unfit _
            when holds(self, ranking.vip()) -> self.fitness().text() + ", but it is to keep it, as an operator wishes";
            case Fitness.Unfit _, Fitness.Leaving _, Fitness.Witness _ ->
                self.fitness().text()
                        + ranking.best(view, Member::fit)
                                .map(successor -> ", until " + successor.name() + " takes over")
                                .orElse(", but no other node is fit");
        };
        return new Verdict.Active(self.term(ranking.vip()), reason);
    }

    private static boolean holds(Member owner, String vip) {
        Handovers.Offer offer = owner.handovers().offers().get(vip);
        return offer != null && offer.term() == owner.term(vip) && offer.isHold(owner.name());
    }

    private static Optional<Verdict> besideYieldingOwner(View view, String vip, Member owner) {
        Handovers.Offer offer = owner.handovers().offers().get(vip);
        if (offer == null || offer.term() != owner.term(vip)) return Optional.empty();
        if (holds(owner, vip)) {
            if (owner.fitness() instanceof Fitness.Leaving) return Optional.empty();
            String holds = owner.name() + " is to keep it, as an operator wishes";
            return Optional.of(new Verdict.Standby(
                    owner.name(),
                    owner.fit()
                            ? holds
                            : holds + ", though it is " + owner.fitness().text()));
        }
        boolean successorFit = view.member(offer.to()).filter(Member::fit).isPresent();
        if (!successorFit) return Optional.empty();
        String handsOver = owner.name() + " hands it over";
        if (!offer.to().equals(view.self()))
            return Optional.of(new Verdict.Standby(owner.name(), handsOver + " to " + offer.to()));

        if (offer.plain() || view.me().handovers().prepared(vip, owner.name(), offer))
            return Optional.of(new Verdict.Active(newTerm(view, vip), handsOver));
        return Optional.of(new Verdict.Standby(owner.name(), handsOver + "; this node prepares to take it"));
    }

    private static Verdict besideFitOwner(View view, Ranking ranking, Member owner, ElectionPolicy policy) {
        Member self = view.me();
        String standing = standing(self, owner, ranking.vip());
        boolean better = ranking.isBestOfTheFit(view) && ranking.above(self, owner);
        if (!policy.preempt() || !better) return new Verdict.Standby(owner.name(), standing);

        String priorities = ranking.why(self, owner);
        if (self.fitFor().compareTo(policy.preemptDelay()) < 0) {
            String pending = "; preempts once fit for " + seconds(policy.preemptDelay()) + ": " + priorities;
            return new Verdict.Standby(owner.name(), standing + pending);
        }
        if (!self.profile().warm())
            return new Verdict.Standby(owner.name(), standing + "; preempts once warm: " + priorities);
        if (!view.awaited().isEmpty()) {
            String pending = "; preempts after waiting for " + awaited(view) + ": " + priorities;
            return new Verdict.Standby(owner.name(), standing + pending);
        }
        return new Verdict.Active(newTerm(view, ranking.vip()), "preempts " + owner.name() + ": " + priorities);
    }

    private static Verdict besideFailingOwner(View view, Ranking ranking, Member owner) {
        String failing = owner.name() + " is " + owner.fitness().text();
        if (ranking.isBestOfTheFit(view))
            return new Verdict.Active(newTerm(view, ranking.vip()), "takes over: " + failing);

        String outlook = ranking.best(view, Member::fit)
                .map(successor -> successor.name() + " is about to take over")
                .orElse("no node is fit to take over");
        return new Verdict.Standby(owner.name(), failing + "; " + outlook);
    }

    private static Verdict withoutOwner(View view, Ranking ranking) {
        if (!view.awaited().isEmpty()) return new Verdict.Abstain("no owner; waiting for " + awaited(view));

        String keeper = view.kept().get(ranking.vip());
        if (keeper != null)
            return new Verdict.Standby(keeper, "it is not heard, but those that are heard still stand by it");

        Optional<Member> fit = ranking.best(view, Member::fit);
        Optional<Member> candidate = fit.or(() -> ranking.best(view, Member::eligible));
        if (candidate.isEmpty()) return new Verdict.Abstain("no owner, and no node that is not leaving");

        Member best = candidate.get();
        if (!best.name().equals(view.self()))
            return new Verdict.Standby(best.name(), "no owner; " + best.name() + " is about to claim");
        String reason = fit.isPresent()
                ? "no owner; best of the fit nodes, " + ranking.standing(best)
                : "no owner and no fit node; best of the unfit ones ("
                        + best.fitness().text() + ")";
        return new Verdict.Active(newTerm(view, ranking.vip()), reason);
    }

    /// Why this node stands by; it says so, too, when it had claimed the VIP itself and lost.
    private static String standing(Member self, Member owner, String vip) {
        String owns = owner.name() + " owns it at term " + owner.term(vip);
        if (!self.claims(vip)) return owns;
        if (self.term(vip) < owner.term(vip)) return owns + ", above our own " + self.term(vip);
        return self.priority() == owner.priority()
                ? owns + ", as we do, and its name comes first"
                : owns + ", as we do, and its priority is higher";
    }

    private static long newTerm(View view, String vip) {
        return Math.min(view.highestTerm(vip) + 1, NodeStateCodec.MAX_TERM);
    }

    private static String awaited(View view) {
        return view.awaited().stream()
                .sorted()
                .map(name -> name.equals(view.self()) ? "this node's own first check" : name)
                .collect(Collectors.joining(", "));
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
