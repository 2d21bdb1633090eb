package tandem.cluster;

import java.time.Duration;
import java.util.Optional;
import tandem.Pure;

/// The beacons by which nodes notice within tens of milliseconds that another one has fallen silent.
///
/// @param interval   how often a node says that it lives, by UDP to every other node, at the port of its
///                   member. 5 ms to 1 s. `cluster.beacon-interval`, default 5 ms
/// @param misses     how many intervals of silence, by this node's own on-time clock, make another node count
///                   as lost. Interval and misses together are the price of a cut host; the fewer, the more
///                   a busy machine may be mistaken for a dead one
/// @param secretFile path of a file that holds the secret that authenticates what nodes say to each other,
///                   the same on every node. `cluster.secret-file`; without it anybody who reaches the port
///                   can speak for a node
/// @param realTime   whether the detector's threads ask for real-time priority, and the process for precedence
///                   over others ([RealTimePriority]). `cluster.real-time`, default true
@Pure
public record BeaconSettings(Duration interval, Misses misses, Optional<String> secretFile, boolean realTime) {
    public static final Duration MIN_INTERVAL = Duration.ofMillis(5);
    public static final Duration MAX_INTERVAL = Duration.ofSeconds(1);
    public static final BeaconSettings DEFAULT =
            new BeaconSettings(Duration.ofMillis(5), Misses.DEFAULT, Optional.empty(), true);

    public BeaconSettings {
        if (interval.compareTo(MIN_INTERVAL) < 0 || interval.compareTo(MAX_INTERVAL) > 0)
            throw new IllegalArgumentException(
                    "the beacon interval is 5 ms to 1 s, not " + interval.toMillis() + " ms");
    }

    /// How patient a node is with another one's silence, in intervals. In between, it is as patient as the
    /// gaps of the last seconds ask for ([FailureDetector]).
    ///
    /// @param hostGone where the node's host does not answer either, though it is known to. 2 to `calm`; as many as
    ///             `calm` mean that hosts are not asked. `cluster.beacon-misses-host`, default 8, or `calm` where
    ///             that is less
    /// @param calm where beacons have come on time. 2 to 100. `cluster.beacon-misses`, default 14
    /// @param most however late they have come. 2 to 200, at least `calm`. `cluster.beacon-misses-limit`,
    ///             default 40, or `calm` where that is more
    public record Misses(int hostGone, int calm, int most) {
        public static final int MIN = 2;
        public static final int MAX_CALM = 100;
        public static final int MAX = 200;
        public static final Misses DEFAULT = new Misses(8, 14, 40);

        public Misses {
            if (calm < MIN || calm > MAX_CALM)
                throw new IllegalArgumentException("the beacon misses are 2 to 100, not " + calm);
            if (hostGone < MIN || hostGone > calm)
                throw new IllegalArgumentException(
                        "the beacon misses with the host gone are 2 to " + calm + ", not " + hostGone);
            if (most < calm || most > MAX)
                throw new IllegalArgumentException(
                        "the limit of the beacon misses is " + calm + " to 200, not " + most);
        }

        /// Always the same.
        public static Misses fixed(int misses) {
            return new Misses(misses, misses, misses);
        }
    }
}
