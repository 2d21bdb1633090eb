package tandem.failover;

import io.vertx.core.json.JsonObject;
import java.time.Duration;

/// Times as the results have them.
final class Millis {
    private Millis() {}

    static double of(Duration time) {
        return time.toNanos() / 1e6;
    }

    static Duration time(JsonObject json, String key) {
        return Duration.ofNanos(Math.round(json.getDouble(key) * 1e6));
    }
}
