package tandem.balance;

import java.util.Arrays;
import java.util.List;
import tandem.backend.Backend;

/// Draws backends by chance, each as often as its weight says.
final class WeightedDraw {
    /// Draws for one pick that may hit a backend that is not to be picked, before the next one in the list that is
    /// to be picked takes its place.
    private static final int TRIES = 8;

    private final int[] weights;
    /// Sums of the weights up to and with each backend.
    private final int[] sums;

    WeightedDraw(List<Backend> backends) {
        this.weights = backends.stream().mapToInt(Backend::weight).toArray();
        this.sums = weights.clone();
        for (int i = 1; i < sums.length; i++) sums[i] += sums[i - 1];
    }

    int size() {
        return weights.length;
    }

    int weight(int index) {
        return weights[index];
    }

    /// One that takes its turn, or else one that may be picked, or else [Balancer#NONE].
    int first(Draw draw) {
        if (weights.length == 0) return Balancer.NONE;
        int drawn = 0;
        for (int i = 0; i < TRIES; i++) {
            drawn = at(Mix.below(Mix.of(draw.turn(), -1 - i), total()));
            if (Ramp.takes(draw, drawn)) return drawn;
        }
        int next = next(draw, drawn, true);
        return next == Balancer.NONE ? next(draw, drawn, false) : next;
    }

    /// Another one than the first that may be picked, or the first where there is none. Those who start slowly are
    /// drawn by their whole weight.
    int second(Draw draw, int first) {
        int left = total() - weights[first];
        if (left == 0) return first;
        for (int i = 0; i < TRIES; i++) {
            int point = Mix.below(Mix.of(draw.turn(), -1 - TRIES - i), left);
            int drawn = at(point < sums[first] - weights[first] ? point : point + weights[first]);
            if (!draw.skips(drawn)) return drawn;
        }
        int next = next(draw, first, false);
        return next == Balancer.NONE ? first : next;
    }

    private int total() {
        return sums[sums.length - 1];
    }

    private int at(int point) {
        int found = Arrays.binarySearch(sums, point + 1);
        return found >= 0 ? found : -found - 1;
    }

    private int next(Draw draw, int after, boolean ramped) {
        for (int walked = 1; walked <= weights.length; walked++) {
            int index = (after + walked) % weights.length;
            if (ramped ? Ramp.takes(draw, index) : !draw.skips(index)) return index;
        }
        return Balancer.NONE;
    }
}
