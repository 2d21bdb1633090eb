package tandem.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tandem.Pure;

/// What a node knows now. The election is a function of this and nothing else.
///
/// @param self         the name of the node whose view this is; always among the members
/// @param members      the live members that were heard, in the order in which they joined
/// @param awaited      names of nodes from which something is still expected before a VIP without an
///                     owner may be claimed: configured ones not yet seen after a start, members not yet
///                     heard, and this node itself while it does not know yet whether it is fit. Bounded
///                     in time by whoever makes the view: it is empty when the wait is over.
/// @param highestTerms by name of a VIP: the highest term seen, 0 when absent
@Pure
public record View(String self, List<Member> members, Set<String> awaited, Map<String, Long> highestTerms) {
    public View {
        members = List.copyOf(members);
        awaited = Set.copyOf(awaited);
        highestTerms = Map.copyOf(highestTerms);
        if (members.stream().map(Member::name).distinct().count() != members.size())
            throw new IllegalArgumentException("a view names each member once: " + members);
        me(self, members);
    }

    /// The node whose view this is, as a member.
    public Member me() {
        return me(self, members);
    }

    /// The highest term seen for the VIP, those claimed in this view included; 0 when there is none.
    public long highestTerm(String vip) {
        return members.stream()
                .mapToLong(member -> member.term(vip))
                .reduce(highestTerms.getOrDefault(vip, 0L), Math::max);
    }

    /// Whether nothing differs but how long members have been fit, which differs always.
    boolean sameButForTime(View other) {
        return timeless().equals(other.timeless());
    }

    private View timeless() {
        List<Member> timeless = members.stream()
                .map(member -> new Member(
                        member.name(),
                        member.priority(),
                        member.fitness(),
                        Duration.ZERO,
                        member.claims(),
                        member.handovers()))
                .toList();
        return new View(self, timeless, awaited, highestTerms);
    }

    private static Member me(String self, List<Member> members) {
        return members.stream()
                .filter(member -> member.name().equals(self))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a view has its own node among its members: " + self));
    }
}
