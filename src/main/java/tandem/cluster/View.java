package tandem.cluster;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a node knows now. The election is a function of this and nothing else.
///
/// @param self         the name of the node whose view this is; always among the members
/// @param members      the live members that were heard, in the order in which they joined
/// @param awaited      names of nodes from which something is still expected before a VIP without an owner may be
///                     claimed: configured ones not yet seen after a start, and members not yet heard. Bounded in time
///                     by whoever makes the view: it is empty when the wait is over.
/// @param highestTerms by name of a VIP: the highest term seen, 0 when absent
public record View(String self, List<Member> members, Set<String> awaited, Map<String, Long> highestTerms) {
    public View {
        members = List.copyOf(members);
        awaited = Set.copyOf(awaited);
        highestTerms = Map.copyOf(highestTerms);
    }

    public long highestTerm(String vip) {
        return highestTerms.getOrDefault(vip, 0L);
    }
}
