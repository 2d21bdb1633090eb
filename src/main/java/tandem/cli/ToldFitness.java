package tandem.cli;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tandem.cluster.Fitness;

/// What the cluster was told of this node's fitness. From any thread.
///
/// It is found and told under one lock, so that an older finding is never told after a newer one, and none after the
/// node has begun to stop: to be called fit after it has said that it leaves, it would be given an address again.
final class ToldFitness {
    private volatile Optional<Fitness> last = Optional.empty();
    private boolean over;

    /// What it was told last; empty before the first word.
    Optional<Fitness> last() {
        return last;
    }

    /// Finds the fitness and tells it, unless nothing is known that was not before.
    synchronized void tell(Supplier<Optional<Fitness>> finding, Consumer<Fitness> cluster) {
        if (over) return;
        Optional<Fitness> now = finding.get();
        if (now.isEmpty() && last.isPresent()) return;
        last = now;
        now.ifPresent(cluster);
    }

    /// Nothing is told from here any more.
    synchronized void end() {
        over = true;
    }
}
