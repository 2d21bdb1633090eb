package tandem.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tandem.cluster.Quorum;

/// The keys of `cluster` that say how many nodes an owner needs.
///
/// @param votes     how many it has to hear; nothing when that is not asked
/// @param exclusive whether it needs their pledges too
record QuorumSection(Value<Optional<Integer>> votes, Value<Boolean> exclusive) {

    static QuorumSection read(Section s, int mostNodes) {
        return new QuorumSection(
                s.maybe("quorum", new IntegerFormat(1, mostNodes)),
                s.optional("exclusive", ChoiceFormat.truth(), false));
    }

    /// The quorum of a list of nodes, once the whole file is known to be right.
    ///
    /// @param lease the longest one of a virtual address
    Optional<Quorum> settings(List<NodeSection> nodes, Optional<Duration> lease) {
        return votes.get()
                .map(number -> new Quorum(
                        nodes.stream().map(node -> node.name().get()).collect(Collectors.toSet()),
                        nodes.stream()
                                .filter(node -> node.witness().get())
                                .map(node -> node.name().get())
                                .collect(Collectors.toSet()),
                        number,
                        exclusive.get() ? lease : Optional.empty()));
    }
}
