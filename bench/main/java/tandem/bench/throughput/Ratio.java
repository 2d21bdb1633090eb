package tandem.bench.throughput;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// A figure of a contestant as a ratio to that of the baseline in the same round, over all rounds.
public record Ratio(double median, double least, double most) {

    /// Round by round.
    ///
    /// @return empty if a figure is missing or zero on the baseline's side
    public static Optional<Ratio> of(List<Sample> samples, List<Sample> baseline, ToDoubleFunction<Sample> figure) {
        var ratios = new ArrayList<Double>();
        for (int round = 0; round < Math.min(samples.size(), baseline.size()); round++) {
            double base = figure.applyAsDouble(baseline.get(round));
            if (base > 0) ratios.add(figure.applyAsDouble(samples.get(round)) / base);
        }
        if (ratios.isEmpty()) return Optional.empty();
        Collections.sort(ratios);
        return Optional.of(new Ratio(median(ratios), ratios.getFirst(), ratios.getLast()));
    }

    /// The middle of a list; of an even number of values, the mean of the two in the middle.
    public static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) return 0;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
