package tandem.proxy;

import java.util.List;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.health.HealthSettings;

/// A named set of backends.
///
/// @param name     unique; `pools[].name`
/// @param balance  `pools[].balance`, default round robin
/// @param backends at least one, names unique; `pools[].backends`
/// @param health   when one of them is out
public record PoolSettings(String name, Algorithm balance, List<Backend> backends, HealthSettings health) {
    public PoolSettings {
        backends = List.copyOf(backends);
        if (backends.isEmpty()) throw new IllegalArgumentException("pool " + name + " needs a backend");
    }
}
