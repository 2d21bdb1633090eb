package tandem.admin;

import org.jspecify.annotations.Nullable;

/// Where an operator asks.
///
/// @param listen status and health endpoints; a loopback address. `admin.listen`, default `127.0.0.1:9900`
/// @param health a second place for `/livez` and `/readyz` alone, which may be open to the network (probes of
///               Kubernetes come from outside the pod's loopback). `admin.health-listen`, default none
public record AdminSettings(Listen listen, @Nullable Listen health) {

    /// An address to listen on.
    ///
    /// @param host address literal
    /// @param port 0 to 65535; 0 takes a free one
    public record Listen(String host, int port) {}
}
