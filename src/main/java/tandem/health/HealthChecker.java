package tandem.health;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/// Checks every backend of a table from time to time.
public final class HealthChecker {
    private HealthChecker() {}

    /// Begins to check; never blocks.
    public static HealthChecker start(Vertx vertx, HealthTable table, HealthSettings.Check settings) {
        return new HealthChecker();
    }

    /// Ends the checks; one under way is broken off and not reported.
    public Future<Void> close() {
        return Future.succeededFuture();
    }
}
