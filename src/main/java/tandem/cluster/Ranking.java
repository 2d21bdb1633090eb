package tandem.cluster;

import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;
import tandem.Pure;

/// Which node is to be preferred for a VIP: the node that the policy names for it, then the higher priority.
///
/// Among equals a rendezvous hash of the VIP and the node's name decides. So every node names the same one
/// whatever the order of joining; several VIPs spread over the nodes; and when a node goes, only its own VIPs
/// move, and those spread over all that are left.
///
/// A node whose file lacks the VIP is none that it could go to.
///
/// @param vip       its name
/// @param preferred the node that counts as of higher priority than every other; nobody while the files of the nodes
///                  that are heard do not agree about it
@Pure
record Ranking(String vip, Optional<String> preferred) {
    private static final long FNV_OFFSET = 0xcbf2_9ce4_8422_2325L;
    private static final long FNV_PRIME = 0x0000_0100_0000_01b3L;

    /// What one file says and another does not would have each of two nodes take the VIP from the other without end,
    /// or leave it to the other.
    static Ranking of(View view, String vip, ElectionPolicy policy) {
        String ours = policy.preferred().orElse("");
        boolean agreed = view.members().stream()
                .flatMap(member -> member.profile().prefers(vip).stream())
                .allMatch(ours::equals);
        return new Ranking(vip, agreed ? policy.preferred() : Optional.empty());
    }

    /// The best of those eligible.
    Optional<Member> best(View view, Predicate<Member> eligible) {
        return view.members().stream()
                .filter(member -> eligible.test(member) && member.serves(vip))
                .max(order());
    }

    /// The best of those eligible that are warm; where none is, the best of all of them.
    Optional<Member> warmest(View view, Predicate<Member> eligible) {
        return view.members().stream()
                .filter(member -> eligible.test(member) && member.serves(vip))
                .max(Comparator.<Member, Boolean>comparing(
                                member -> member.profile().warm())
                        .thenComparing(order()));
    }

    /// Whether this node is the best of the fit ones.
    boolean isBestOfTheFit(View view) {
        return best(view, Member::fit)
                .filter(best -> best.name().equals(view.self()))
                .isPresent();
    }

    /// Whether one is of higher priority than the other; equals are not.
    boolean above(Member one, Member other) {
        return priority().compare(one, other) > 0;
    }

    /// Why one is of higher priority, for a person.
    String why(Member one, Member other) {
        return prefers(one) ? "the preferred node" : "priority " + one.priority() + " over " + other.priority();
    }

    /// What a node counts as, for a person.
    String standing(Member member) {
        return prefers(member) ? "and preferred" : "with priority " + member.priority();
    }

    private Comparator<Member> order() {
        return priority()
                .thenComparing(this::hash, Long::compareUnsigned)
                .thenComparing(Member::name, Comparator.reverseOrder());
    }

    private Comparator<Member> priority() {
        return Comparator.comparing(this::prefers).thenComparingInt(Member::priority);
    }

    private boolean prefers(Member member) {
        return preferred.filter(member.name()::equals).isPresent();
    }

    /// FNV-1a over both names, which alone hardly mixes the upper bits of short texts, and the finalizer of
    /// MurmurHash3, which does.
    private long hash(Member member) {
        long hash = FNV_OFFSET;
        for (char c : (vip + '\0' + member.name()).toCharArray()) hash = (hash ^ c) * FNV_PRIME;
        hash = (hash ^ hash >>> 33) * 0xff51_afd7_ed55_8ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        return hash ^ hash >>> 33;
    }
}
