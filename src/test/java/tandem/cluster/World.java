package tandem.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tandem.cluster.ClusterSettings.Peer;

/// A whole cluster in one thread and in simulated time, from a seed: rosters, elections, pledges and ownership are the
/// real ones; the network, Hazelcast, the kernels, the clocks and what goes wrong come from the generator. The same
/// seed gives the same run, to the microsecond.
///
/// See [WorldRun] for the course of a run, [Invariants] for what is watched.
final class World {
    static final String VIP = "vip";
    private static final long SOON = 2_000;

    /// Something that is to happen.
    ///
    /// @param at    true time in microseconds
    /// @param order of those at the same time
    /// @param node  in whose process; null when it is outside of all of them
    /// @param life  of that process: what a dead one had in mind does not happen
    /// @param mail  whether it comes from a socket, and not from the process's own queue
    record Happening(long at, long order, @Nullable WorldNode node, long life, boolean mail, Runnable what)
            implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    final Random random;
    final WorldPlan plan;
    final WorldRules rules;
    final Network network;
    final Invariants invariants;
    final List<WorldNode> nodes = new ArrayList<>();
    final boolean telling;
    private final PriorityQueue<Happening> queue = new PriorityQueue<>();
    private final List<String> story = new ArrayList<>();
    private long now;
    private long order;
    private boolean calm;

    World(long seed, WorldRules rules, boolean telling) {
        this.random = new Random(seed);
        this.rules = rules;
        this.telling = telling;
        this.plan = rules.plan(random);
        this.network = new Network(this);
        this.invariants = new Invariants(this);
        for (int i = 0; i < plan.names().size(); i++) nodes.add(new WorldNode(this, i));
        nodes.forEach(WorldNode::start);
    }

    /// True time in microseconds.
    long now() {
        return now;
    }

    /// Whether nothing goes wrong any more.
    boolean calm() {
        return calm;
    }

    void calmDown() {
        calm = true;
    }

    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    long millis(int least, int most) {
        return 1000L * (least + random.nextInt(most - least));
    }

    /// Something outside of all processes.
    void at(long time, Runnable what) {
        queue.add(new Happening(time, order++, null, 0, false, what));
    }

    /// Something in the process of a node, in this life of it.
    void at(long time, WorldNode node, Runnable what) {
        queue.add(new Happening(Math.max(time, now), order++, node, node.life(), false, what));
    }

    void deliver(long time, WorldNode node, Runnable what) {
        queue.add(new Happening(time, order++, node, node.life(), true, what));
    }

    /// The same a moment later.
    void soon(WorldNode node, Runnable what) {
        at(now + random.nextInt((int) SOON), node, what);
    }

    void runFor(long micros) {
        long end = now + micros;
        while (!queue.isEmpty() && queue.peek().at() <= end) {
            Happening next = queue.remove();
            now = next.at();
            WorldNode node = next.node();
            if (node == null) next.what().run();
            else if (node.life() == next.life()) node.take(next);
        }
        now = end;
    }

    List<Peer> peersOf(String self) {
        return plan.names().stream()
                .filter(name -> !name.equals(self))
                .map(name -> new Peer(name, name + ":5701"))
                .toList();
    }

    WorldNode any() {
        return nodes.get(random.nextInt(nodes.size()));
    }

    List<WorldNode> shuffled() {
        List<WorldNode> shuffled = new ArrayList<>(nodes);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    void note(String line) {
        if (telling) story.add(String.format("%9.3f %s", now / 1e6, line));
    }

    String story() {
        return String.join("\n", story);
    }

    static Duration of(long micros) {
        return Duration.ofNanos(micros * 1000);
    }
}
