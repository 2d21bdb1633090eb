package tandem.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tandem.Pure;
import tandem.admin.Readiness;
import tandem.cluster.Fitness;
import tandem.health.BackendStatus;
import tandem.health.Standing;

/// Whether this node can serve, from what its rooms know.
@Pure
final class NodeFitness {

    private NodeFitness() {}

    /// The pool that the proxy serves from.
    ///
    /// @param minHealthy so many of its backends have to be healthy
    record Pool(String name, int minHealthy, Collection<BackendStatus> backends) {

        private long count(Standing standing) {
            return backends.stream()
                    .filter(backend -> backend.standing() == standing)
                    .count();
        }
    }

    /// The same as one asks for it who sends clients to this node.
    static Readiness readiness(Fitness fitness) {
        return switch (fitness) {
            case Fitness.Fit() -> new Readiness(true, List.of());
            case Fitness.Unfit(var reasons) -> new Readiness(false, reasons);
            case Fitness.Leaving() -> new Readiness(false, List.of("stopping"));
            case Fitness.Witness() -> new Readiness(false, List.of("a witness serves nobody"));
        };
    }

    /// The verdict on this node.
    ///
    /// @param problems by name of a VIP: what keeps this node from owning it
    /// @param findings what else speaks against this node, a line each
    /// @return empty while nothing is known yet: too few backends have passed their first check, and some
    ///         have still to be checked
    static Optional<Fitness> of(Pool pool, Map<String, String> problems, List<String> findings) {
        var healthy = pool.count(Standing.HEALTHY);
        if (healthy < pool.minHealthy() && pool.count(Standing.UNVERIFIED) > 0) return Optional.empty();
        List<String> reasons = new ArrayList<>();
        if (healthy == 0) reasons.add("no healthy backend in pool " + pool.name());
        else if (healthy < pool.minHealthy())
            reasons.add("only " + healthy + " healthy backends in pool " + pool.name() + ", and min-healthy is "
                    + pool.minHealthy());
        new TreeMap<>(problems).forEach((vip, problem) -> reasons.add("vip " + vip + ": " + problem));
        reasons.addAll(findings);
        return Optional.of(reasons.isEmpty() ? new Fitness.Fit() : new Fitness.Unfit(reasons));
    }
}
