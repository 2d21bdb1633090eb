package tandem.cluster;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What lies between the nodes of a [World]: links that lose, delay, double and reorder, in one direction or both; and
/// Hazelcast, which tells each node late and in changing order who is there.
final class Network {
    private static final long LONG = 1_500_000;
    private static final long CONSIDERED_GONE = 400_000;

    private final World world;
    private final boolean[][] cut;
    private final long[][] slow;
    private boolean flaky;
    private long lastChange;

    Network(World world) {
        this.world = world;
        int size = world.plan.names().size();
        this.cut = new boolean[size][size];
        this.slow = new long[size][size];
    }

    void send(WorldNode from, NodeState state) {
        for (WorldNode to : world.nodes) {
            if (to == from || cut[from.index()][to.index()] || !to.alive()) continue;
            if (flaky && world.chance(4)) continue;
            post(from, to, state, true);
            if (flaky && world.chance(10)) post(from, to, state, true);
            // Now and then also through Hazelcast, which loses nothing but may be late.
            if (world.chance(3)) post(from, to, state, false);
        }
    }

    private void post(WorldNode from, WorldNode to, NodeState state, boolean beacon) {
        long delay = world.millis(0, 3) + world.random.nextInt(1000) + slow[from.index()][to.index()];
        if (flaky && world.chance(3)) delay += world.millis(0, world.chance(4) ? 4000 : 400);
        world.deliver(world.now() + delay, to, () -> to.hear(state, beacon));
    }

    /// Whom Hazelcast shows to a node, in the order in which they joined.
    List<Roster.Seat> seats(WorldNode of) {
        return world.nodes.stream()
                .filter(node -> node == of || (!of.seesItselfAlone() && present(of, node)))
                .sorted(Comparator.comparingLong(WorldNode::joined))
                .map(WorldNode::seat)
                .toList();
    }

    private boolean present(WorldNode of, WorldNode node) {
        return node.alive() && node.stoodStillFor() < CONSIDERED_GONE && !cut[node.index()][of.index()];
    }

    /// Who has been telling of a claim at that term or above for long, to a node that has been there and listening for
    /// as long.
    Optional<WorldNode> longOwner(WorldNode node, long term) {
        if (world.now() - lastChange < LONG || world.invariants.runsFor(node) < LONG) return Optional.empty();
        return world.nodes.stream()
                .filter(other ->
                        other != node && other.running() && present(node, other) && !flaky && !slow(other, node))
                .filter(other -> other.claimed().orElse(0L) >= term && world.invariants.claimedFor(other) > LONG)
                .findFirst();
    }

    private boolean slow(WorldNode from, WorldNode to) {
        return slow[from.index()][to.index()] > 0;
    }

    void flaky(boolean is) {
        lastChange = world.now();
        flaky = is;
        world.note(is ? "the network loses, delays and doubles" : "the network is reliable");
    }

    void cutOneWay(WorldNode from, WorldNode to) {
        if (from == to) return;
        cut[from.index()][to.index()] = true;
        lastChange = world.now();
        world.note(from.name() + " does not reach " + to.name());
    }

    /// What one says reaches the other, but late.
    void slowDown(WorldNode from, WorldNode to) {
        slow[from.index()][to.index()] = world.millis(300, 3000);
        lastChange = world.now();
        world.note(from.name() + " reaches " + to.name() + " " + slow[from.index()][to.index()] / 1000 + " ms late");
    }

    void cutBothWays(WorldNode one, WorldNode other) {
        cutOneWay(one, other);
        cutOneWay(other, one);
    }

    void isolate(WorldNode node) {
        world.nodes.forEach(other -> cutBothWays(node, other));
    }

    /// Two parts that do not reach each other.
    void partition() {
        List<WorldNode> shuffled = world.shuffled();
        int first = 1 + world.random.nextInt(shuffled.size() - 1);
        for (int i = 0; i < first; i++)
            for (int j = first; j < shuffled.size(); j++) cutBothWays(shuffled.get(i), shuffled.get(j));
    }

    void mend() {
        lastChange = world.now();
        for (boolean[] links : cut) Arrays.fill(links, false);
        for (long[] links : slow) Arrays.fill(links, 0);
        world.note("all links work");
        reorder();
    }

    /// Hazelcast's order of joining is another one after a merge.
    void reorder() {
        world.shuffled().forEach(WorldNode::joinAnew);
    }
}
