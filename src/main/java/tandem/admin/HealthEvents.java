package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import tandem.Pure;
import tandem.health.HealthChange;
import tandem.health.Standing;

/// A backend's changes as events, with the figures that led to them.
@Pure
public final class HealthEvents {

    private HealthEvents() {}

    /// The event of a change.
    public static Event.Draft of(HealthChange change) {
        var evidence = change.evidence();
        return new Event.Draft(
                Event.Kind.BACKEND,
                change.to() == Standing.OUT ? Event.Grade.WARNING : Event.Grade.INFO,
                "backend " + change.pool() + "/" + change.backend().name(),
                word(change.to()) + ": " + change.reason(),
                new JsonObject()
                        .put("from", word(change.from()))
                        .put("state", word(change.to()))
                        .put("failedChecks", evidence.failedChecks())
                        .put("passedChecks", evidence.passedChecks())
                        .put("failedRequests", evidence.failedRequests())
                        .put("windowRequests", evidence.windowRequests())
                        .put("windowFailed", evidence.windowFailed())
                        .put("eligible", change.eligible())
                        .put("backends", change.total()));
    }

    private static String word(Standing standing) {
        return standing.name().toLowerCase(Locale.ROOT);
    }
}
