package tandem.balance;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import tandem.backend.Backend;

/// Backends to balance over.
final class Pools {
    static final IntPredicate SKIP_NONE = _ -> false;
    static final IntPredicate SKIP_ALL = _ -> true;
    static final Load IDLE = _ -> 0;

    private Pools() {}

    /// Backends `a`, `b`, … of these weights.
    static List<Backend> weighing(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> new Backend(Character.toString('a' + i), "localhost", 8000 + i, weights[i]))
                .toList();
    }

    /// How often each backend is picked in so many turns from turn 0.
    static int[] picks(Balancer balancer, int turns, Load load, IntPredicate skip) {
        int[] picks = new int[balancer.backends().size()];
        for (int turn = 0; turn < turns; turn++) {
            picks[balancer.pick(turn, load, skip).orElseThrow()]++;
        }
        return picks;
    }
}
