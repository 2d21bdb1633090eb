package tandem.proxy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import tandem.http.HeadLimits;

/// The data path of one node.
///
/// Every constructor here throws an [IllegalArgumentException] whose message names the key, what
/// was found and what is allowed, fit to be shown to whoever wrote the configuration.
///
/// @param listen         address and port that clients connect to. `proxy.listen`, default
///                       `0.0.0.0:80`
/// @param pool           name of the pool that answers. `proxy.pool`, default the only pool there
///                       is
/// @param eventLoops     number of event loops, each with its own listener and backend connections.
///                       `proxy.event-loops`, default one for each processor
/// @param trustedProxies CIDR blocks of clients whose X-Forwarded-* headers are believed; from all
///                       others they are dropped. `proxy.trusted-proxies`, default none
/// @param timeouts       how long to wait
/// @param limits         how much to take
public record ProxySettings(
        Listen listen, String pool, int eventLoops, List<String> trustedProxies, Timeouts timeouts, Limits limits) {
    private static final int MAX_EVENT_LOOPS = 256;

    public ProxySettings {
        if (pool.isBlank()) throw new IllegalArgumentException("pool must name a pool");
        Limits.between("event-loops", eventLoops, 1, MAX_EVENT_LOOPS);
        trustedProxies = List.copyOf(trustedProxies);
        TrustedProxies.parse(trustedProxies);
    }

    /// An address to listen on.
    ///
    /// @param host address literal, `0.0.0.0` for every IPv4 address of the host
    /// @param port 0 to 65535; 0 takes a free one
    public record Listen(String host, int port) {
        public Listen {
            try {
                InetAddress.ofLiteral(host);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("listen needs an IP address, not '" + host + "'", e);
            }
            if (port < 0 || port > 65535)
                throw new IllegalArgumentException("port of listen must be 0 to 65535, not " + port);
        }

        /// `host:port`, with an IPv6 literal in brackets.
        public String text() {
            return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /// How long to wait. Each is more than nothing and at most a day.
    ///
    /// @param connect     for a connection to a backend. `proxy.connect-timeout`, default 1.5 s: Linux repeats
    ///                    a lost SYN after 1 s (RFC 6298 §2.1), and one is lost, too, when a backend that is
    ///                    asked for many connections at once has no room for more in its backlog
    /// @param response    from the end of the request to the head of the answer; 504 after it. Also
    ///                    how long a backend may refuse to read a request's body, and how long a
    ///                    request waits for one of the connections that `connections-per-backend`
    ///                    allows. `proxy.response-timeout`, default 60 s
    /// @param header      from the first byte of a request's head to its last; 408 after it.
    ///                    `proxy.header-timeout`, default as `idle`
    /// @param body        between two pieces of a request's body, as long as no answer has begun; 408 after
    ///                    it. `proxy.body-timeout`, default as `idle`
    /// @param idle        a client's connection on which nothing else moves is closed, unless the proxy
    ///                    itself waits for a backend. `proxy.idle-timeout`, default 75 s
    /// @param backendIdle an unused connection to a backend is closed; keep it below Tomcat's
    ///                    `keepAliveTimeout` (20 s), or requests meet connections that Tomcat is
    /// just closing. Counted in whole seconds. `proxy.backend-idle-timeout`, default 15 s, at least
    /// 1 s
    public record Timeouts(
            Duration connect, Duration response, Duration header, Duration body, Duration idle, Duration backendIdle) {
        private static final Duration LONGEST = Duration.ofDays(1);

        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofMillis(1500), Duration.ofSeconds(60), Duration.ofSeconds(75), Duration.ofSeconds(15));

        public Timeouts {
            between("connect-timeout", connect, Duration.ofMillis(1));
            between("response-timeout", response, Duration.ofMillis(1));
            between("idle-timeout", idle, Duration.ofMillis(1));
            between("backend-idle-timeout", backendIdle, Duration.ofSeconds(1));
            between("header-timeout", header, Duration.ofMillis(1));
            between("body-timeout", body, Duration.ofMillis(1));
        }

        /// With as long for what a client sends as for a client that does nothing.
        public Timeouts(Duration connect, Duration response, Duration idle, Duration backendIdle) {
            this(connect, response, idle, idle, idle, backendIdle);
        }

        private static void between(String key, Duration value, Duration least) {
            if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0)
                throw new IllegalArgumentException(
                        key + " must be " + text(least) + " to " + text(LONGEST) + ", not " + text(value));
        }

        private static String text(Duration value) {
            if (value.equals(LONGEST)) return "24 h";
            long millis = value.toMillis();
            return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
        }
    }

    /// How much to take.
    ///
    /// @param connectionsPerBackend connections to one backend from one event loop.
    ///                              `proxy.connections-per-backend`, default 256
    /// @param waitersPerBackend     requests that may wait for such a connection; beyond, 503.
    ///                              `proxy.waiters-per-backend`, default 1024
    /// @param attempts              backends tried for one request, the first included.
    ///                              `proxy.attempts`, default 3
    /// @param replayBytes           how much of an idempotent request's body is kept so that it can
    ///                              be sent again. `proxy.replay-bytes`, default 65536
    /// @param heads                 size of a message's head, a request's (431 beyond, 414 for its first
    ///                              line) as well as an answer's (502)
    /// @param bufferBytes           of what passes through, how much is taken ahead of a side that reads
    ///                              slowly, for each connection and direction and for each stream of
    ///                              HTTP/2. `proxy.buffer-bytes`, default 131072
    /// @param http2                 of one HTTP/2 connection
    /// @param warmConnections       connections that each event loop keeps open to each backend that is
    ///                              in: the first requests after a takeover need no new ones.
    ///                              `proxy.warm-connections`, default 1
    public record Limits(
            int connectionsPerBackend,
            int waitersPerBackend,
            int attempts,
            int replayBytes,
            HeadLimits heads,
            int bufferBytes,
            Http2Limits http2,
            int warmConnections) {
        private static final int MEBIBYTE = 1 << 20;
        private static final int USUAL_BUFFER_BYTES = 128 * 1024;

        public static final Limits DEFAULT =
                new Limits(256, 1024, 3, 65536, HeadLimits.DEFAULT, USUAL_BUFFER_BYTES, Http2Limits.DEFAULT, 1);

        public Limits {
            between("connections-per-backend", connectionsPerBackend, 1, 65535);
            between("waiters-per-backend", waitersPerBackend, 0, MEBIBYTE);
            between("attempts", attempts, 1, 100);
            between("replay-bytes", replayBytes, 0, 16 * MEBIBYTE);
            between("header-bytes", heads.bytes(), 1024, MEBIBYTE);
            between("target-bytes", heads.line(), 256, MEBIBYTE);
            between("header-fields", heads.fields(), 10, 10_000);
            between("buffer-bytes", bufferBytes, 16 * 1024, 16 * MEBIBYTE);
            between("warm-connections", warmConnections, 0, 1000);
        }

        /// With buffers as usual, and connections that are opened only when they are needed.
        public Limits(
                int connectionsPerBackend,
                int waitersPerBackend,
                int attempts,
                int replayBytes,
                int headerBytes,
                int targetBytes,
                Http2Limits http2) {
            this(
                    connectionsPerBackend,
                    waitersPerBackend,
                    attempts,
                    replayBytes,
                    new HeadLimits(headerBytes, targetBytes, HeadLimits.DEFAULT.fields()),
                    USUAL_BUFFER_BYTES,
                    http2,
                    0);
        }

        private static void between(String key, int value, int least, int most) {
            if (value < least || value > most)
                throw new IllegalArgumentException(key + " must be " + least + " to " + most + ", not " + value);
        }
    }
}
