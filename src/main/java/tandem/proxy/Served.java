package tandem.proxy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tandem.health.HealthTable;

/// A pool that requests may go to.
///
/// @param health of its backends
/// @param dialer opens connections to them
public record Served(PoolSettings settings, HealthTable health, Dialer dialer) {

    /// By the pool's name.
    static Map<String, Dialer> dialers(List<Served> pools) {
        return pools.stream().collect(Collectors.toMap(pool -> pool.settings.name(), Served::dialer));
    }
}
