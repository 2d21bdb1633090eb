package tandem.bench.throughput;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// A figure over all rounds or runs: that of a contestant as a ratio to that of the baseline in the same round, or one
/// by
/// itself.
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
        return ratios.isEmpty() ? Optional.empty() : Optional.of(over(ratios));
    }

    /// Of values that are known, at least one.
    public static Ratio over(List<Double> values) {
        return new Ratio(median(values), Collections.min(values), Collections.max(values));
    }

    /// The median, and in brackets the least and the most.
    ///
    /// @param format of each of them, as for [String#format]
    public String text(String format) {
        return String.format(Locale.ROOT, format + " (" + format + "–" + format + ")", median, least, most);
    }

    /// The middle of a list; of an even number of values, the mean of the two in the middle.
    public static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        if (sorted.isEmpty()) return 0;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
