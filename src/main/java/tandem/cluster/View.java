package tandem.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
/// @param supported    names of VIPs that this node claims and that a quorum has pledged to it; always empty where
///                     ownership is not exclusive
/// @param kept         by name of a VIP: whom so many of the nodes heard stand by that this node could not get it now;
///                     always empty where ownership is not exclusive
@Pure
public record View(
        String self,
        List<Member> members,
        Set<String> awaited,
        Map<String, Long> highestTerms,
        Set<String> supported,
        Map<String, String> kept) {
    public View {
        members = List.copyOf(members);
        awaited = Set.copyOf(awaited);
        highestTerms = Map.copyOf(highestTerms);
        supported = Set.copyOf(supported);
        kept = Map.copyOf(kept);
        if (members.stream().map(Member::name).distinct().count() != members.size())
            throw new IllegalArgumentException("a view names each member once: " + members);
        me(self, members);
    }

    /// Where nothing is pledged.
    public View(String self, List<Member> members, Set<String> awaited, Map<String, Long> highestTerms) {
        this(self, members, awaited, highestTerms, Set.of(), Map.of());
    }

    /// The node whose view this is, as a member.
    public Member me() {
        return me(self, members);
    }

    /// The member of that name, if it was heard.
    public Optional<Member> member(String name) {
        return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    /// The highest term seen for the VIP, those claimed in this view included; 0 when there is none.
    public long highestTerm(String vip) {
        return members.stream()
                .mapToLong(member -> member.term(vip))
                .reduce(highestTerms.getOrDefault(vip, 0L), Math::max);
    }

    /// Who else claims the VIP, and at which term.
    public Map<String, Long> rivals(String vip) {
        return members.stream()
                .filter(member -> !member.name().equals(self) && member.claims(vip))
                .collect(Collectors.toUnmodifiableMap(Member::name, member -> member.term(vip)));
    }

    /// Whether nothing differs but how long members have been fit, which differs always.
    boolean sameButForTime(View other) {
        return timeless().equals(other.timeless());
    }

    private View timeless() {
        List<Member> timeless = members.stream()
                .map(member -> new Member(
                        member.name(),
                        member.profile(),
                        member.fitness(),
                        Duration.ZERO,
                        member.claims(),
                        member.handovers()))
                .toList();
        return new View(self, timeless, awaited, highestTerms, supported, kept);
    }

    private static Member me(String self, List<Member> members) {
        return members.stream()
                .filter(member -> member.name().equals(self))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a view has its own node among its members: " + self));
    }
}
