package tandem.cluster;

/// What nodes say to each other beside the HA path, through Hazelcast; nothing of a takeover waits for it.
///
/// @param calls     questions to one node, and their answers
/// @param bulletins what all are told
public record SideTalk(Calls calls, Bulletins bulletins) {}
