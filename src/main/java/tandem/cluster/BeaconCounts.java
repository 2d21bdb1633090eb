package tandem.cluster;

import tandem.Pure;

/// What became of the beacons of this node and of those that it got, since its start.
///
/// @param sent      datagrams to any node
/// @param received  datagrams, whatever they were
/// @param forged    messages without this cluster's seal
/// @param stale     messages that were late, doubled or replayed
/// @param malformed messages that make no sense
@Pure
public record BeaconCounts(long sent, long received, long forged, long stale, long malformed) {
    /// Before the first beacon.
    public static final BeaconCounts NONE = new BeaconCounts(0, 0, 0, 0, 0);
}
