package tandem.balance;

import java.util.List;
import tandem.backend.Backend;

/// Any backend, each as often as its weight says. Unlike round robin, many proxies in front of the same backends
/// never fall into step.
public final class WeightedRandom implements Balancer {
    private final List<Backend> backends;
    private final WeightedDraw weighted;

    WeightedRandom(List<Backend> backends) {
        this.backends = List.copyOf(backends);
        this.weighted = new WeightedDraw(this.backends);
    }

    @Override
    public List<Backend> backends() {
        return backends;
    }

    @Override
    public int pick(Draw draw) {
        return weighted.first(draw);
    }
}
