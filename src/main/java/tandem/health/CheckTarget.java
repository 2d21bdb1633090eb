package tandem.health;

import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.SocketAddress;
import tandem.backend.Backend;

/// Where a check connects to.
///
/// @param socket     with the address or name
/// @param serverName that TLS asks for, and that a certificate is compared with
record CheckTarget(SocketAddress socket, String serverName) {

    static CheckTarget of(Backend backend, Probe probe) {
        SocketAddress socket = SocketAddress.inetSocketAddress(probe.port().orElse(backend.port()), backend.host());
        String name = switch (probe.how()) {
            case Probe.Tls(Probe.Trust trust) -> trust.serverName().orElse(backend.host());
            case Probe.Http http -> http.tls().flatMap(Probe.Trust::serverName).orElse(backend.host());
            case Probe.Tcp() -> backend.host();
        };
        return new CheckTarget(socket, name);
    }

    /// For a connection without HTTP. Its certificate is compared with the server's name, and not with where the
    /// connection goes to.
    ConnectOptions connecting(boolean tls) {
        return new ConnectOptions()
                .setSsl(tls)
                .setRemoteAddress(socket)
                .setHost(serverName)
                .setPort(socket.port())
                .setSniServerName(serverName);
    }
}
