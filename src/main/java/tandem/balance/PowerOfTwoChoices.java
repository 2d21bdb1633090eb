package tandem.balance;

import java.util.List;
import tandem.backend.Backend;

/// Power of two choices (Mitzenmacher 2001): of two backends drawn by weight, the one with fewer requests in flight
/// for its weight.
///
/// Nearly as even as [LeastConnections], and where several proxies do not know of each other's requests it does not
/// send all of them to the same backend at once. In a pool of two it is the same as that.
public final class PowerOfTwoChoices implements Balancer {
    private final List<Backend> backends;
    private final WeightedDraw weighted;

    PowerOfTwoChoices(List<Backend> backends) {
        this.backends = List.copyOf(backends);
        this.weighted = new WeightedDraw(this.backends);
    }

    @Override
    public List<Backend> backends() {
        return backends;
    }

    @Override
    public int pick(Draw draw) {
        int first = weighted.first(draw);
        if (first == NONE) return NONE;
        int second = weighted.second(draw, first);
        return isBusier(draw, first, second) ? second : first;
    }

    /// Where both are as busy the first draw stands, so that idle backends are picked by their weights.
    private boolean isBusier(Draw draw, int a, int b) {
        return (long) draw.inFlight(a) * weighted.weight(b) * draw.share(b)
                > (long) draw.inFlight(b) * weighted.weight(a) * draw.share(a);
    }
}
