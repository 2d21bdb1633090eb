package tandem.cluster;

import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// A member as an operator sees it.
///
/// @param name    the node's name
/// @param address `host:port` of its Hazelcast member
/// @param self    whether it is the node that tells
/// @param said    what it last said of itself; null while it has not been heard
@Pure
public record MemberStatus(
        String name, String address, boolean self, @Nullable NodeState said) {

    /// Whether it said anything since it joined, or since this node was told to forget the others.
    public boolean heard() {
        return said != null;
    }

    /// Whether it said that it only votes.
    public boolean isWitness() {
        return said != null && said.fitness() instanceof Fitness.Witness;
    }
}
