package tandem.proxy;

import java.time.Duration;
import java.util.List;

/// The data path of one node.
///
/// @param listen         address and port that clients connect to. `proxy.listen`, default `0.0.0.0:80`
/// @param pool           name of the pool that answers. `proxy.pool`, default the only pool there is
/// @param eventLoops     number of event loops, each with its own listener and backend connections.
///                       `proxy.event-loops`, default one for each processor
/// @param trustedProxies CIDR blocks of clients whose X-Forwarded-* headers are believed; from all others they are
///                       dropped. `proxy.trusted-proxies`, default none
/// @param timeouts       how long to wait
/// @param limits         how much to take
public record ProxySettings(
        Listen listen, String pool, int eventLoops, List<String> trustedProxies, Timeouts timeouts, Limits limits) {
    public ProxySettings {
        trustedProxies = List.copyOf(trustedProxies);
    }

    /// An address to listen on.
    ///
    /// @param host address literal, `0.0.0.0` for every IPv4 address of the host
    /// @param port 0 to 65535; 0 takes a free one
    public record Listen(String host, int port) {}

    /// How long to wait.
    ///
    /// @param connect     for a connection to a backend. `proxy.connect-timeout`, default 1 s
    /// @param response    from the end of the request to the head of the answer; 504 after it.
    ///                    `proxy.response-timeout`, default 60 s
    /// @param idle        a client's connection on which nothing moves is closed. `proxy.idle-timeout`,
    ///                    default 75 s
    /// @param backendIdle an unused connection to a backend is closed; keep it below Tomcat's `keepAliveTimeout`
    ///                    (20 s), or requests meet connections that Tomcat is just closing.
    ///                    `proxy.backend-idle-timeout`, default 15 s
    public record Timeouts(Duration connect, Duration response, Duration idle, Duration backendIdle) {
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(75), Duration.ofSeconds(15));
    }

    /// How much to take.
    ///
    /// @param connectionsPerBackend connections to one backend from one event loop.
    ///                              `proxy.connections-per-backend`, default 256
    /// @param waitersPerBackend     requests that may wait for such a connection; beyond, 503.
    ///                              `proxy.waiters-per-backend`, default 1024
    /// @param attempts              backends tried for one request, the first included.
    ///                              `proxy.attempts`, default 3
    /// @param replayBytes           how much of an idempotent request's body is kept so that it can be sent
    ///                              again. `proxy.replay-bytes`, default 65536
    /// @param headerBytes           size of a request's head. `proxy.header-bytes`, default 16384
    /// @param targetBytes           length of the request line. `proxy.target-bytes`, default 8192
    public record Limits(
            int connectionsPerBackend,
            int waitersPerBackend,
            int attempts,
            int replayBytes,
            int headerBytes,
            int targetBytes) {
        public static final Limits DEFAULT = new Limits(256, 1024, 3, 65536, 16384, 8192);
    }
}
