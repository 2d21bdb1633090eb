package tandem.balance;

import java.util.Arrays;
import java.util.List;
import tandem.backend.Backend;

/// Smooth weighted round robin, the algorithm of nginx: each backend gets its share, and the turns of a
/// heavy backend are spread instead of coming in one burst (5/1/1 gives *a a b a c a a*).
///
/// The sequence depends on nothing but the weights and repeats itself after as many turns as the weights
/// add up to. So it is computed once, and a pick is a look into an array. Its length is bounded by
/// [#MAX_LENGTH]; weights that would make a longer one are scaled down, which changes a backend's share by
/// about one request in `MAX_LENGTH`, and never to nothing.
public final class SmoothWeightedRoundRobin implements Balancer {
    /// The longest sequence, but for one turn more for each backend whose weight would have become nothing.
    public static final int MAX_LENGTH = 4096;

    private static final int LEAPS = 4;

    private final List<Backend> backends;
    private final int[] sequence;

    SmoothWeightedRoundRobin(List<Backend> backends) {
        this.backends = List.copyOf(backends);
        this.sequence = sequence(
                bounded(this.backends.stream().mapToInt(Backend::weight).toArray()));
    }

    @Override
    public List<Backend> backends() {
        return backends;
    }

    @Override
    public int pick(Draw draw) {
        int length = sequence.length;
        if (length == 0) return NONE;
        int at = Math.floorMod(draw.turn(), length);
        // What a slow starter passes on goes anywhere, and not always to the backend that follows it.
        for (int i = 0; i < LEAPS && !draw.skips(sequence[at]) && !Ramp.admits(draw, sequence[at]); i++)
            at = Mix.below(Mix.of(draw.turn(), i), length);
        int picked = walk(draw, at, true);
        return picked == NONE ? walk(draw, at, false) : picked;
    }

    /// @param ramped whether those who start slowly pass on what they do not take
    private int walk(Draw draw, int from, boolean ramped) {
        int at = from;
        for (int walked = 0; walked < sequence.length; walked++) {
            int index = sequence[at];
            if (ramped ? Ramp.takes(draw, index) : !draw.skips(index)) return index;
            if (++at == sequence.length) at = 0;
        }
        return NONE;
    }

    /// One whole cycle. In each turn every backend gains its weight, the richest is picked and pays the
    /// total; of equals the first is the richest.
    private static int[] sequence(int[] weights) {
        int[] sequence = new int[Arrays.stream(weights).sum()];
        int[] credit = new int[weights.length];
        for (int turn = 0; turn < sequence.length; turn++) {
            int richest = 0;
            for (int i = 0; i < weights.length; i++) {
                credit[i] += weights[i];
                if (credit[i] > credit[richest]) richest = i;
            }
            credit[richest] -= sequence.length;
            sequence[turn] = richest;
        }
        return sequence;
    }

    /// The same ratio in the smallest whole numbers, or nearly the same one when those add up to too much.
    private static int[] bounded(int[] weights) {
        int divisor = Arrays.stream(weights).reduce(0, SmoothWeightedRoundRobin::greatestCommonDivisor);
        int[] reduced = Arrays.stream(weights).map(weight -> weight / divisor).toArray();
        long total = Arrays.stream(reduced).asLongStream().sum();
        if (total <= MAX_LENGTH) return reduced;

        // Rounding the running sum instead of each weight keeps the sum at MAX_LENGTH and each weight
        // within one of its exact value.
        int[] scaled = new int[reduced.length];
        long sum = 0;
        for (int i = 0; i < reduced.length; i++) {
            long before = sum * MAX_LENGTH / total;
            sum += reduced[i];
            scaled[i] = Math.max(1, Math.toIntExact(sum * MAX_LENGTH / total - before));
        }
        return scaled;
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
