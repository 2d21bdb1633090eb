package tandem.balance;

import java.util.Arrays;
import java.util.List;
import tandem.backend.Backend;

/// Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam 2018): the requests of a key go to the
/// same backend, as long as that has not much more to do than its share.
///
/// Each backend draws a number for a key, by its name and its weight alone, and the least one has the key
/// (weighted rendezvous hashing: Thaler and Ravishankar 1998, Schindelhauer and Schomaker 2005). So when a
/// backend comes or goes, or has another weight, only keys of its own move, whatever the weights are; on a
/// ring, whose points are so many for the greatest weight, those of all would when that is another one's. A
/// pick looks at each backend, as it has to for the load.
///
/// A backend is full with [#BOUND] times its share of all requests in flight, but never with fewer than
/// [#NEVER_FULL]: with few requests the shares would be fractions of one, and no key would stay anywhere.
/// What a full one does not take goes to the backend with the next number, so to each of the others by its
/// weight.
public final class ConsistentHash implements Balancer {
    static final double BOUND = 1.25;
    static final int NEVER_FULL = 8;

    /// A double has 53 bits.
    private static final int SHIFT = 11;

    private final List<Backend> backends;
    private final int[] weights;
    private final long[] names;
    private final long total;
    private final boolean even;

    ConsistentHash(List<Backend> backends) {
        this.backends = List.copyOf(backends);
        this.weights = this.backends.stream().mapToInt(Backend::weight).toArray();
        this.names = this.backends.stream()
                .mapToLong(backend -> Mix.of(backend.name()))
                .toArray();
        this.total = Arrays.stream(weights).asLongStream().sum();
        this.even = Arrays.stream(weights).distinct().count() <= 1;
    }

    @Override
    public List<Backend> backends() {
        return backends;
    }

    @Override
    public int pick(Draw draw) {
        long key = Mix.of(draw.key());
        long inFlight = 1;
        for (int i = 0; i < weights.length; i++) inFlight += draw.inFlight(i);
        double share = BOUND * inFlight / total;
        int picked = NONE;
        int fallback = NONE;
        double least = Double.POSITIVE_INFINITY;
        double leastOfAll = Double.POSITIVE_INFINITY;
        for (int i = 0; i < weights.length; i++) {
            double number = number(key, i);
            if (number >= least || draw.skips(i)) continue;
            if (number < leastOfAll) {
                leastOfAll = number;
                fallback = i;
            }
            double room = Math.max(NEVER_FULL, Math.ceil(share * weights[i]));
            if (draw.inFlight(i) >= room || !Ramp.admits(draw, i)) continue;
            least = number;
            picked = i;
        }
        return picked == NONE ? fallback : picked;
    }

    /// Exponentially distributed, the less the more its weight is; where all have the same weight, what is in
    /// the same order and costs no logarithm.
    private double number(long key, int index) {
        double drawn = ((Mix.of(key ^ names[index]) >>> SHIFT) + 0.5) * 0x1.0p-53;
        return even ? -drawn : -StrictMath.log(drawn) / weights[index];
    }
}
