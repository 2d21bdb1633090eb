package tandem.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tandem.Pure;

/// Where the files of the nodes do not say the same although they should, as lines for an operator.
@Pure
final class Disagreements {

    private Disagreements() {}

    /// What another node's file says otherwise than this one's.
    ///
    /// @param own   what this node says
    /// @param heard what the others said that are heard now
    static List<String> between(NodeState own, Collection<NodeState> heard, Optional<Quorum> quorum) {
        Set<String> lines = new TreeSet<>();
        for (NodeState other : heard) {
            quorum.flatMap(ours -> ours.differing(other.node(), other.profile().voting()))
                    .ifPresent(why -> lines.add(why + "; what it pledges counts for nothing here"));
            boolean votesOnly = other.fitness() instanceof Fitness.Witness || own.fitness() instanceof Fitness.Witness;
            if (!votesOnly) vips(own, other, lines);
        }
        return List.copyOf(lines);
    }

    private static void vips(NodeState own, NodeState other, Set<String> lines) {
        Map<String, String> theirs = other.profile().vips().orElse(Map.of());
        Map<String, String> ours = own.profile().vips().orElse(Map.of());
        if (theirs.isEmpty() || ours.isEmpty()) return;
        new TreeMap<>(ours).forEach((vip, preferred) -> {
            String said = theirs.get(vip);
            if (said == null) lines.add(other.node() + " has no VIP " + vip + " in its file, and never takes it");
            else if (!said.equals(preferred))
                lines.add(other.node() + " prefers " + name(said) + " for VIP " + vip + ", and this node "
                        + name(preferred) + " (vips[].prefer); until they agree, nobody is preferred");
        });
    }

    private static String name(String preferred) {
        return preferred.isEmpty() ? "nobody" : preferred;
    }
}
