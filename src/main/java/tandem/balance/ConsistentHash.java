package tandem.balance;

import java.util.Arrays;
import java.util.List;
import tandem.backend.Backend;

/// Consistent hashing with bounded loads (Mirrokni, Thorup and Zadimoghaddam 2018): the requests of a key go to the
/// same backend, as long as that has not much more to do than its share.
///
/// Each backend has points on a ring, as many as its weight says, placed by its name alone; a key belongs to the
/// next point after its hash. So when a backend comes or goes, only its own keys move. A backend is full with
/// [#BOUND] times its share of all requests in flight, but never with fewer than [#NEVER_FULL]: with few requests
/// the shares would be fractions of one, and no key would stay anywhere. What a full one does not take goes to the
/// next on the ring.
public final class ConsistentHash implements Balancer {
    static final double BOUND = 1.25;
    static final int NEVER_FULL = 8;

    /// Points of the backend with the greatest weight, in pools that are not too large for it.
    private static final int POINTS = 256;
    /// Of all backends together, about.
    private static final int MOST_POINTS = 32_768;

    private static final long OWNER_BITS = 0xffff;

    private final List<Backend> backends;
    private final int[] weights;
    private final long total;
    /// Sorted.
    private final long[] points;
    private final int[] owners;

    ConsistentHash(List<Backend> backends) {
        this.backends = List.copyOf(backends);
        this.weights = this.backends.stream().mapToInt(Backend::weight).toArray();
        this.total = Arrays.stream(weights).asLongStream().sum();
        int[] counts = pointCounts(weights);
        this.points = new long[Arrays.stream(counts).sum()];
        this.owners = new int[points.length];
        place(counts);
    }

    @Override
    public List<Backend> backends() {
        return backends;
    }

    @Override
    public int pick(Draw draw) {
        if (points.length == 0) return NONE;
        int at = next(Mix.of(draw.key()));
        long inFlight = 1;
        for (int i = 0; i < weights.length; i++) inFlight += draw.inFlight(i);
        double share = BOUND * inFlight / total;
        int fallback = NONE;
        for (int walked = 0; walked < points.length; walked++) {
            int owner = owners[at];
            if (++at == points.length) at = 0;
            if (draw.skips(owner)) continue;
            if (fallback == NONE) fallback = owner;
            double room = Math.max(NEVER_FULL, Math.ceil(share * weights[owner]));
            if (draw.inFlight(owner) < room && Ramp.admits(draw, owner)) return owner;
        }
        return fallback;
    }

    private int next(long hash) {
        int found = Arrays.binarySearch(points, hash);
        int at = found >= 0 ? found : -found - 1;
        return at == points.length ? 0 : at;
    }

    /// The owner takes the place of the lowest bits of its points, so that sorting the points sorts the owners.
    private void place(int[] counts) {
        int n = 0;
        for (int i = 0; i < counts.length; i++) {
            long name = Mix.of(backends.get(i).name());
            for (int point = 0; point < counts[i]; point++) points[n++] = (Mix.of(name, point) & ~OWNER_BITS) | i;
        }
        Arrays.sort(points);
        for (int i = 0; i < n; i++) owners[i] = (int) (points[i] & OWNER_BITS);
    }

    /// A power of two for the greatest weight, so that it stays the same while a pool grows a little; the points
    /// of a smaller number are among those of a greater one.
    private static int[] pointCounts(int[] weights) {
        int greatest = Arrays.stream(weights).max().orElse(1);
        int each = POINTS;
        while (each > 1 && (long) each * weights.length > MOST_POINTS) each /= 2;
        int most = each;
        return Arrays.stream(weights)
                .map(weight -> Math.max(1, Math.round((float) most * weight / greatest)))
                .toArray();
    }
}
