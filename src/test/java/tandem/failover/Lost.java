package tandem.failover;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import tandem.lab.Attempt;
import tandem.lab.Attempts;

/// What the clients saw of the loss of a backend.
///
/// @param requests that were due within the time that is looked at, which begins with the loss
/// @param failed   of them: no answer within 250 ms, or one of an error
/// @param last     from the loss until the last one of those was due; zero where there is none
/// @param p99      of those that were answered, from when they were due
/// @param slowest  of them
record Lost(int requests, long failed, Duration last, Duration p99, Duration slowest) {

    /// @param attempts those that were due within the time
    static Lost of(Instant loss, Attempts attempts) {
        long[] took = attempts.list().stream()
                .filter(Attempt::ok)
                .mapToLong(one -> one.latency().toNanos())
                .sorted()
                .toArray();
        return new Lost(
                attempts.list().size(),
                attempts.failed(),
                attempts.list().stream()
                        .filter(one -> !one.ok())
                        .map(one -> Duration.between(loss, one.start()))
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO),
                Duration.ofNanos(took.length == 0 ? 0 : took[(took.length - 1) * 99 / 100]),
                Duration.ofNanos(took.length == 0 ? 0 : took[took.length - 1]));
    }

    JsonObject json() {
        return new JsonObject()
                .put("requests", requests)
                .put("failed", failed)
                .put("lastFailedMs", millis(last))
                .put("p99Ms", millis(p99))
                .put("slowestMs", millis(slowest));
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
