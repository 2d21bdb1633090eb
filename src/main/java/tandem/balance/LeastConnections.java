package tandem.balance;

import java.util.List;
import tandem.backend.Backend;

/// Least connections: the backend that would have the fewest requests in flight for its weight, this one
/// included. Backends that are equal in that take turns. One that starts slowly counts with a share of its weight.
public final class LeastConnections implements Balancer {
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
    public int pick(Draw draw) {
        int best = NONE;
        int equals = 0;
        for (int i = 0; i < weights.length; i++) {
            if (draw.skips(i)) continue;
            int order = best == NONE ? -1 : compare(i, best, draw);
            if (order < 0) {
                best = i;
                equals = 1;
            } else if (order == 0) {
                equals++;
            }
        }
        return equals <= 1 ? best : nthEqual(Math.floorMod(draw.turn(), equals), best, draw);
    }

    /// The n-th of those equal to the best. Starting the search at the turn instead would be shorter, and
    /// would give the backend after a gap the gap's share too.
    private int nthEqual(int n, int best, Draw draw) {
        int left = n;
        for (int i = best; i < weights.length; i++) {
            if (draw.skips(i) || compare(i, best, draw) != 0) continue;
            if (left-- == 0) return i;
        }
        return best;
    }

    /// Compares (inFlight + 1) / (weight * share) by cross multiplication: exact, without floating point. The
    /// greatest numbers that there are just fit: 2^31 times 1000 times 1000 is below 2^63.
    private int compare(int a, int b, Draw draw) {
        return Long.compare(
                (draw.inFlight(a) + 1L) * weights[b] * draw.share(b),
                (draw.inFlight(b) + 1L) * weights[a] * draw.share(a));
    }
}
