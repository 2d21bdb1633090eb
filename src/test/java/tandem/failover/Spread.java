package tandem.failover;

import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;

/// How a figure spreads over some runs.
///
/// @param median the middle one, or the lesser of the middle two
/// @param p95    95 of 100 are not above it
/// @param worst  the highest
record Spread(double median, double p95, double worst) {

    /// By nearest rank: every figure is one that was measured.
    static Spread of(Collection<? extends Number> figures) {
        if (figures.isEmpty()) throw new IllegalArgumentException("no figures");
        List<Double> sorted = figures.stream().map(Number::doubleValue).sorted().toList();
        return new Spread(at(sorted, 0.5), at(sorted, 0.95), sorted.getLast());
    }

    /// For a person.
    String text() {
        return String.format("%.0f / %.0f / %.0f", median, p95, worst);
    }

    JsonObject json() {
        return new JsonObject().put("median", median).put("p95", p95).put("worst", worst);
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
