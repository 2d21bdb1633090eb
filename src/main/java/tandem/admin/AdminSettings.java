package tandem.admin;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where an operator asks, and who is let in.
///
/// @param listen for operators. `admin.listen`, default `127.0.0.1:9900`; open to the network only with tokens
/// @param health a second place for `/livez` and `/readyz` alone, which may be open to the network (probes of
///               Kubernetes come from outside the pod's loopback). `admin.health-listen`, default none
/// @param access who may do what
/// @param peers  the nodes that serve, this one included, in the order of the configuration; empty where DNS
///               tells of them
public record AdminSettings(Listen listen, @Nullable Listen health, Access access, List<Peer> peers) {
    public AdminSettings {
        peers = List.copyOf(peers);
    }

    /// An address to listen on.
    ///
    /// @param host address literal
    /// @param port 0 to 65535; 0 takes a free one
    public record Listen(String host, int port) {}

    /// Who may do what.
    ///
    /// @param tokensFile of those who are let in. `admin.tokens-file`, default none: then whoever reaches the
    ///                   listener may do everything
    /// @param tls        of the listener. Default none
    public record Access(Optional<String> tokensFile, Optional<Tls> tls) {
        /// Whoever is on this host.
        public static final Access LOCAL = new Access(Optional.empty(), Optional.empty());
    }

    /// PEM files of the admin listener; they are read at the start.
    ///
    /// @param certificate and those between it and its root. `admin.tls.certificate`
    /// @param key         PKCS #8. `admin.tls.key`
    public record Tls(String certificate, String key) {}

    /// Where a node's admin listener is reached from another node.
    ///
    /// @param url such as `https://192.168.17.129:9900`; empty when it cannot be from elsewhere
    public record Peer(String node, Optional<String> url) {}
}
