package tandem.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks for a slow backend among those of a pool, from time to time.
final class SlowSearch {
    private SlowSearch() {}

    /// Those that have just come back are cold, and slow for that: what they took is forgotten.
    ///
    /// @param counters by the backend's name
    static Optional<SlowOutliers.Outlier> find(
            PoolHealth health, Map<String, RequestCounter> counters, HealthSettings settings, long now) {
        if (settings.eject().slow().factor() == 0) return Optional.empty();
        List<SlowOutliers.Sample> pool = new ArrayList<>();
        for (PoolHealth.Entry entry : health.entries()) {
            RequestCounter counter = counters.get(entry.backend().name());
            Latencies latencies = counter == null ? null : counter.latencies();
            if (latencies == null) continue;
            if (entry.eligible() && !entry.isStarting(settings.slowStart(), now))
                pool.add(latencies.sample(entry.backend().name()));
            else latencies.restart(now);
        }
        return SlowOutliers.find(pool, settings.eject());
    }
}
