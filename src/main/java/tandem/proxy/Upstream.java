package tandem.proxy;

import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.health.HealthTable;

/// The pool that requests go to, as all event loops share it.
final class Upstream {
    private final PoolSettings pool;
    private final HealthTable health;
    private final Map<Backend, Target> targets = new LinkedHashMap<>();

    /// A backend with what is needed to send to it.
    ///
    /// @param options where to connect to, and how long a request may wait for a connection; never
    ///                changed. Host and port stay the same for a backend whatever the client asked
    ///                for: the client's pool of connections is keyed by them.
    record Target(Backend backend, BackendLoad load, RequestOptions options) {}

    Upstream(PoolSettings pool, ProxySettings.Timeouts timeouts, HealthTable health) {
        this.pool = pool;
        this.health = health;
        for (Backend backend : pool.backends()) {
            RequestOptions options = new RequestOptions()
                    .setServer(SocketAddress.inetSocketAddress(backend.port(), backend.host()))
                    .setHost(backend.host())
                    .setPort(backend.port())
                    .setConnectTimeout(
                            timeouts.response().plus(timeouts.connect()).toMillis());
            targets.put(backend, new Target(backend, new BackendLoad(), options));
        }
    }

    String name() {
        return pool.name();
    }

    Algorithm algorithm() {
        return pool.balance();
    }

    /// Whether the algorithm asks for a key of the request.
    boolean hashes() {
        return pool.balance().hashes();
    }

    HashKey hash() {
        return pool.hash();
    }

    Affinity affinity() {
        return pool.affinity();
    }

    HealthTable health() {
        return health;
    }

    /// @throws NullPointerException for a backend that is not of this pool
    Target target(Backend backend) {
        return Objects.requireNonNull(targets.get(backend), "the health table is that of another pool");
    }

    List<ProxySnapshot.BackendTraffic> snapshot() {
        return targets.values().stream()
                .map(target -> target.load().snapshot(target.backend()))
                .toList();
    }
}
