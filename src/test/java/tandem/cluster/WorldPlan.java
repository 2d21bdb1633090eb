package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import tandem.cluster.ClusterSettings.Bind;
import tandem.cluster.ClusterSettings.Discovery;
import tandem.cluster.ClusterSettings.Timing;

/// How a simulated cluster is configured.
///
/// @param names      of the nodes
/// @param priorities in the same order
/// @param witness    whether the last one only votes
/// @param policy     sticky or not, with a quorum or not
/// @param clocks     how fast each one's clock runs
/// @param leases     the longest one in each one's file; that of the VIP is [#LEASE] everywhere
record WorldPlan(
        List<String> names,
        List<Integer> priorities,
        boolean witness,
        ElectionPolicy policy,
        List<Double> clocks,
        List<Duration> leases) {
    static final Duration LEASE = Duration.ofSeconds(1);
    static final Timing TIMING = new Timing(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(2));

    static final BeaconSettings BEACONS =
            new BeaconSettings(Duration.ofMillis(200), BeaconSettings.Misses.fixed(3), Optional.empty(), false);

    /// Within half a percent of true time, two clocks are within one percent of each other.
    private static final double MOST_DRIFT = 0.0045;

    static WorldPlan drawn(Random random) {
        int size = 2 + random.nextInt(4);
        List<String> names = new ArrayList<>();
        List<Integer> priorities = new ArrayList<>();
        List<Double> clocks = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            names.add("node-" + (char) ('a' + i));
            priorities.add(90 + 10 * random.nextInt(2));
            clocks.add(clock(random));
        }
        ElectionPolicy policy = new ElectionPolicy(random.nextInt(3) == 0, Duration.ofSeconds(random.nextInt(2)));
        int kind = random.nextInt(4);
        boolean witness = kind > 0 && size > 2 && random.nextBoolean();
        if (kind > 0) policy = policy.with(quorum(names, size / 2 + 1, kind > 1));
        return new WorldPlan(names, priorities, witness, policy, clocks, Collections.nCopies(size, LEASE));
    }

    private static Quorum quorum(List<String> names, int votes, boolean exclusive) {
        return new Quorum(new HashSet<>(names), Set.of(), votes, exclusive ? Optional.of(LEASE) : Optional.empty());
    }

    boolean exclusive() {
        return policy.quorum().filter(Quorum::exclusive).isPresent();
    }

    boolean isWitness(int index) {
        return witness && index == names.size() - 1;
    }

    /// Three nodes with exclusive ownership, two of which are a quorum.
    static WorldPlan ofThree(Random random) {
        List<String> names = List.of("node-a", "node-b", "node-c");
        List<Double> clocks = names.stream().map(_ -> clock(random)).toList();
        ElectionPolicy policy = ElectionPolicy.STICKY.with(quorum(names, 2, true));
        return new WorldPlan(names, List.of(100, 100, 100), false, policy, clocks, Collections.nCopies(3, LEASE));
    }

    /// The same in the middle of a rolling change that brings a VIP of a longer lease.
    static WorldPlan ofThreeFiles(Random random) {
        WorldPlan alike = ofThree(random);
        int longer = 1 + random.nextInt(6);
        List<Duration> leases = new ArrayList<>();
        for (int i = 0; i < 3; i++) leases.add((longer >> i & 1) == 1 ? LEASE.multipliedBy(2) : LEASE);
        return new WorldPlan(
                alike.names(), alike.priorities(), alike.witness(), alike.policy(), alike.clocks(), leases);
    }

    /// As the file of a node has it.
    ElectionPolicy policy(int index) {
        return policy.quorum()
                .map(quorum -> policy.with(new Quorum(
                        quorum.voters(),
                        quorum.witnesses(),
                        quorum.votes(),
                        quorum.lease().map(_ -> leases.get(index)))))
                .orElse(policy);
    }

    /// Whether too few others are bound for as long as the node needs it.
    boolean hasNoQuorum(int index) {
        Duration own = leases.get(index);
        long good = leases.stream().filter(lease -> lease.compareTo(own) >= 0).count();
        return exclusive() && good < policy.quorum().orElseThrow().votes();
    }

    private static double clock(Random random) {
        return 1 + MOST_DRIFT * (2 * random.nextDouble() - 1);
    }

    ClusterSettings settings(int index) {
        return new ClusterSettings(
                "world",
                names.get(index),
                new Bind("10.0.0.1", 5701),
                priorities.get(index),
                new Discovery.Dns("world", 5701),
                policy(index),
                TIMING,
                BEACONS);
    }
}
