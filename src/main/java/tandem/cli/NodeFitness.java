package tandem.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tandem.Pure;
import tandem.cluster.Fitness;
import tandem.health.BackendStatus;
import tandem.health.Standing;

/// Whether this node can serve, from what its rooms know.
@Pure
final class NodeFitness {

    private NodeFitness() {}

    /// The verdict on this node.
    ///
    /// @param pool     the pool that the proxy serves from
    /// @param backends of that pool
    /// @param problems by name of a VIP: what keeps this node from owning it
    /// @return empty while nothing is known yet: no backend has passed its first check, and not all have failed it
    static Optional<Fitness> of(String pool, Collection<BackendStatus> backends, Map<String, String> problems) {
        var healthy = count(backends, Standing.HEALTHY);
        if (healthy == 0 && count(backends, Standing.UNVERIFIED) > 0) return Optional.empty();
        List<String> reasons = new ArrayList<>();
        if (healthy == 0) reasons.add("no healthy backend in pool " + pool);
        new TreeMap<>(problems).forEach((vip, problem) -> reasons.add("vip " + vip + ": " + problem));
        return Optional.of(reasons.isEmpty() ? new Fitness.Fit() : new Fitness.Unfit(reasons));
    }

    private static long count(Collection<BackendStatus> backends, Standing standing) {
        return backends.stream()
                .filter(backend -> backend.standing() == standing)
                .count();
    }
}
