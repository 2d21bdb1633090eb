package tandem.failover;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import tandem.lab.Attempts;

/// What one client saw from a moment on.
///
/// @param requests that it began
/// @param failed   of them, and of those that were under way at that moment
/// @param gap      the longest time between the beginnings of two successes; at best the client's interval
record Seen(long requests, long failed, Duration gap) {

    /// @param attempts all of the client's, some of them from before
    static Seen of(Instant from, Attempts attempts) {
        return new Seen(
                attempts.since(from).list().size(), attempts.endedSince(from).failed(), attempts.longestGap(from));
    }

    JsonObject json() {
        return new JsonObject().put("requests", requests).put("failed", failed).put("gapMs", Millis.of(gap));
    }

    /// Reads what [#json] wrote, whatever else is there.
    static Seen of(JsonObject json) {
        return new Seen(json.getLong("requests"), json.getLong("failed"), Millis.time(json, "gapMs"));
    }
}
