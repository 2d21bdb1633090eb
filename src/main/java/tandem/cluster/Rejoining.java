package tandem.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings a member back that Hazelcast has given up, however often that fails.
final class Rejoining {
    private static final Logger log = LoggerFactory.getLogger(Rejoining.class);

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Duration pause;
    private final BooleanSupplier over;

    Rejoining(BooleanSupplier over) {
        this(PAUSE, over);
    }

    /// @param pause before each try
    /// @param over  whether the node has left meanwhile
    Rejoining(Duration pause, BooleanSupplier over) {
        this.pause = pause;
        this.over = over;
    }

    /// Tries until it has worked or is over. Blocks; whatever a try throws, another one follows: a node that gives up
    /// here would be alone for as long as it runs, and nobody would be told.
    ///
    /// @return whether it has worked
    boolean until(Runnable join) {
        while (!over.getAsBoolean()) {
            try {
                Thread.sleep(pause);
                join.run();
                return true;
            } catch (ClusterStartException e) {
                log.warn("not back in the cluster yet: {}", e.getMessage());
            } catch (RuntimeException e) {
                log.warn("not back in the cluster yet", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }
}
