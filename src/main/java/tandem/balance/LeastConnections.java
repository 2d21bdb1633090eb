package tandem.balance;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import tandem.backend.Backend;

/// Least connections: the backend that would have the fewest requests in flight for its weight, this one
/// included. Backends that are equal in that take turns.
public final class LeastConnections implements Balancer {
    private static final int NONE = -1;

    private final List<Backend> backends;
    private final int[] weights;

    LeastConnections(List<Backend> backends) {
        this.backends = List.copyOf(backends);
        this.weights = this.backends.stream().mapToInt(Backend::weight).toArray();
    }

    @Override
    public List<Backend> backends() {
        return backends;
    }

    @Override
    public OptionalInt pick(long turn, Load load, IntPredicate skip) {
        int best = NONE;
        int equals = 0;
        for (int i = 0; i < weights.length; i++) {
            if (skip.test(i)) continue;
            int order = best == NONE ? -1 : compare(i, best, load);
            if (order < 0) {
                best = i;
                equals = 1;
            } else if (order == 0) {
                equals++;
            }
        }
        if (best == NONE) return OptionalInt.empty();
        return OptionalInt.of(equals == 1 ? best : nthEqual(Math.floorMod(turn, equals), best, load, skip));
    }

    /// The n-th of those equal to the best. Starting the search at the turn instead would be shorter, and
    /// would give the backend after a gap the gap's share too.
    private int nthEqual(int n, int best, Load load, IntPredicate skip) {
        int left = n;
        for (int i = best; i < weights.length; i++) {
            if (skip.test(i) || compare(i, best, load) != 0) continue;
            if (left-- == 0) return i;
        }
        return best;
    }

    /// Compares (inFlight + 1) / weight by cross multiplication: exact, without floating point.
    private int compare(int a, int b, Load load) {
        return Long.compare((load.inFlight(a) + 1L) * weights[b], (load.inFlight(b) + 1L) * weights[a]);
    }
}
