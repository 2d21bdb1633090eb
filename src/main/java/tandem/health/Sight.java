package tandem.health;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tandem.Pure;
import tandem.health.HealthReport.Checks;
import tandem.health.HealthReport.Line;

/// How many backends of a pool a node's own checks reach, beside what those of another node reach.
///
/// Only backends that both have checked are compared, so that nodes with different files, or one that has just come,
/// say nothing of each other.
///
/// @param node   the other one
/// @param seen   reached by this node
/// @param theirs reached by the other one
/// @param of     compared
@Pure
public record Sight(String node, int seen, int theirs, int of) {

    /// Whether this node reaches fewer.
    public boolean fewer() {
        return seen < theirs;
    }

    /// What is seen by this node and by that other one which reaches the most beyond it; empty where there is nothing
    /// to compare.
    ///
    /// @param others the same pool as other nodes tell of it, by their names
    public static Optional<Sight> of(HealthReport.Pool own, Map<String, HealthReport.Pool> others) {
        return others.entrySet().stream()
                .map(other -> between(own, other.getKey(), other.getValue().backends()))
                .filter(sight -> sight.of > 0)
                .max(Comparator.<Sight>comparingInt(sight -> sight.theirs - sight.seen)
                        .thenComparing(Sight::node, Comparator.reverseOrder()));
    }

    private static Sight between(HealthReport.Pool own, String node, Collection<Line> theirs) {
        record Key(String backend, String address) {}
        Map<Key, Checks> ours = new HashMap<>();
        for (Line line : own.backends()) ours.put(new Key(line.backend(), line.address()), line.checks());
        int seen = 0;
        int seenThere = 0;
        int of = 0;
        for (Line line : theirs) {
            Checks here = ours.getOrDefault(new Key(line.backend(), line.address()), Checks.NONE);
            if (here == Checks.NONE || line.checks() == Checks.NONE) continue;
            of++;
            if (here == Checks.PASSING) seen++;
            if (line.checks() == Checks.PASSING) seenThere++;
        }
        return new Sight(node, seen, seenThere, of);
    }
}
