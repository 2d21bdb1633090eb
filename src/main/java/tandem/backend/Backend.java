package tandem.backend;

/// One server behind the proxy.
///
/// @param name   unique in its pool; what logs, status and metrics call it
/// @param host   name or IP address literal that connections are opened to
/// @param port   1 to 65535
/// @param weight share of the traffic relative to the pool's other backends, 0 to 1000; with 0 it gets only the
///               requests of sessions that it has
/// @param backup whether it gets requests only when none of the pool's other backends can take them
public record Backend(String name, String host, int port, int weight, boolean backup) {
    public static final int MAX_WEIGHT = 1000;

    public Backend {
        if (name.isBlank()) throw new IllegalArgumentException("a backend needs a name");
        if (host.isBlank()) throw new IllegalArgumentException("backend " + name + " needs a host");
        if (port < 1 || port > 65535) throw new IllegalArgumentException("port of backend " + name + ": " + port);
        if (weight < 0 || weight > MAX_WEIGHT)
            throw new IllegalArgumentException("weight of backend " + name + ": " + weight);
    }

    /// One of the first choice.
    public Backend(String name, String host, int port, int weight) {
        this(name, host, port, weight, false);
    }

    public Backend withWeight(int other) {
        return new Backend(name, host, port, other, backup);
    }

    /// Whether it is the same server: not one that only has the name of another.
    public boolean isAtAddressOf(Backend other) {
        return port == other.port && host.equals(other.host);
    }

    /// `host:port`, with an IPv6 literal in brackets.
    public String address() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
