package tandem.proxy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.health.HealthSettings;

/// A named set of backends.
///
/// @param name      unique; `pools[].name`
/// @param balancing who gets the next request
/// @param backends  at least one, names and addresses unique; `pools[].backends`
/// @param affinity  whether a session stays with its backend; `pools[].affinity`, default by jvmRoute
/// @param health    when one of them is out
/// @param retry     when requests are sent again
/// @param queue     how many of them a backend may have under way; empty for as many as come
/// @param transport what the connections to backends are like
public record PoolSettings(
        String name,
        Balancing balancing,
        List<Backend> backends,
        Affinity affinity,
        HealthSettings health,
        RetrySettings retry,
        Optional<QueueSettings> queue,
        TransportSettings transport) {
    public PoolSettings {
        if (name.isBlank()) throw new IllegalArgumentException("a pool needs a name");
        backends = List.copyOf(backends);
        if (backends.isEmpty()) throw new IllegalArgumentException("pool " + name + " needs at least one backend");
        if (backends.stream().noneMatch(backend -> backend.weight() > 0))
            throw new IllegalArgumentException("no backend of pool " + name + " has a weight above 0");
        if (health.minHealthy() > backends.size())
            throw new IllegalArgumentException("min-healthy is " + health.minHealthy() + ", and pool " + name + " has "
                    + backends.size() + " backends");
        Set<String> names = new HashSet<>();
        Set<String> addresses = new HashSet<>();
        for (Backend backend : backends) {
            if (!names.add(backend.name()))
                throw new IllegalArgumentException("pool " + name + " has two backends named " + backend.name());
            if (!addresses.add(backend.address()))
                throw new IllegalArgumentException("pool " + name + " has two backends at " + backend.address());
        }
    }

    /// A pool with the default affinity.
    public PoolSettings(String name, Algorithm balance, List<Backend> backends, HealthSettings health) {
        this(
                name,
                Balancing.by(balance),
                backends,
                Affinity.JVM_ROUTE,
                health,
                RetrySettings.DEFAULT,
                Optional.empty(),
                TransportSettings.DEFAULT);
    }

    /// The same, where a key that it needs is in this file unless it names another one itself.
    public PoolSettings keyedBy(Optional<String> file) {
        if (affinity.cookie().isEmpty()) return this;
        Affinity keyed = new Affinity(affinity.cookie().get().keyedBy(file));
        return new PoolSettings(name, balancing, backends, keyed, health, retry, queue, transport);
    }

    /// The algorithm.
    public Algorithm balance() {
        return balancing.algorithm();
    }
}
