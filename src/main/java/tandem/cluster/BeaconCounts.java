package tandem.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tandem.Pure;

/// What became of the beacons of this node and of those that it got, since its start.
///
/// @param sent      datagrams to any node
/// @param received  datagrams, whatever they were
/// @param forged    messages without this cluster's seal
/// @param stale     messages that were late, doubled or replayed
/// @param malformed messages that make no sense
/// @param pace      how steadily they go and come
/// @param problems  what is wrong now with what others say, a line each
@Pure
public record BeaconCounts(
        long sent, long received, long forged, long stale, long malformed, Pace pace, List<String> problems) {
    /// Before the first beacon.
    public static final BeaconCounts NONE = new BeaconCounts(0, 0, 0, 0, 0);

    /// Whose pace is not known.
    public BeaconCounts(long sent, long received, long forged, long stale, long malformed) {
        this(sent, received, forged, stale, malformed, Pace.UNKNOWN);
    }

    /// With which nothing is wrong.
    public BeaconCounts(long sent, long received, long forged, long stale, long malformed, Pace pace) {
        this(sent, received, forged, stale, malformed, pace, List.of());
    }

    public BeaconCounts {
        problems = List.copyOf(problems);
    }

    BeaconCounts with(Pace now) {
        return new BeaconCounts(sent, received, forged, stale, malformed, now, problems);
    }

    BeaconCounts with(List<String> wrong) {
        return new BeaconCounts(sent, received, forged, stale, malformed, pace, wrong);
    }

    /// How steadily beacons go and come.
    ///
    /// @param interval from one to the next, as it is meant to be
    /// @param late     times this node sent one an interval late or more
    /// @param gaps     by the name of another node: the longest gap that the failure detector reckons with
    /// @param lateness by the name of another node: how late its beacons came
    public record Pace(Duration interval, long late, Map<String, Duration> gaps, Map<String, Lateness> lateness) {
        static final Pace UNKNOWN = new Pace(Duration.ZERO, 0, Map.of(), Map.of());

        public Pace {
            gaps = Map.copyOf(gaps);
            lateness = Map.copyOf(lateness);
        }
    }
}
