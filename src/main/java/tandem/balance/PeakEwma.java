package tandem.balance;

import java.util.List;
import tandem.backend.Backend;

/// Latency-aware: of two backends drawn by weight, the one whose answer is expected sooner, as in Finagle and
/// Linkerd.
///
/// What a backend costs is its [Latency], times its requests in flight with this one, for its weight. A slow backend
/// thus gets fewer requests and not none: its latency decays while it is left alone. One of which nothing is known
/// gets one request at a time until its first answer.
public final class PeakEwma implements Balancer {
    private final List<Backend> backends;
    private final WeightedDraw weighted;

    PeakEwma(List<Backend> backends) {
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
        return cost(draw, second) < cost(draw, first) ? second : first;
    }

    private double cost(Draw draw, int index) {
        double latency = draw.latency(index);
        int inFlight = draw.inFlight(index);
        if (latency <= 0) return inFlight == 0 ? 0 : Double.MAX_VALUE;
        return latency * (inFlight + 1.0) / ((double) weighted.weight(index) * draw.share(index));
    }
}
