package tandem.admin;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where an operator asks, and who is let in.
///
/// @param listen for operators. `admin.listen`, default `127.0.0.1:9900`; open to the network only with tokens or
///               client certificates
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
    ///                   listener may do everything, unless it asks for certificates
    /// @param tls        of the listener. Default none
    /// @param commandToken the file with the token of the commands that are given this configuration.
    ///                   `admin.command-token-file`, default none
    public record Access(Optional<String> tokensFile, Optional<Tls> tls, Optional<String> commandToken) {
        /// Commands have no token of the configuration's.
        public Access(Optional<String> tokensFile, Optional<Tls> tls) {
            this(tokensFile, tls, Optional.empty());
        }

        /// Who is let in by a certificate.
        public Optional<ClientCertificates> clients() {
            return tls.flatMap(Tls::clients);
        }

        /// Whether somebody is asked who he is.
        public boolean asks() {
            return tokensFile.isPresent() || clients().isPresent();
        }

        /// Whoever is on this host.
        public static final Access LOCAL = new Access(Optional.empty(), Optional.empty());
    }

    /// PEM files of the admin listener; they are read again when they have changed.
    ///
    /// @param certificate and those between it and its root. `admin.tls.certificate`
    /// @param key         PKCS #8. `admin.tls.key`
    /// @param clients     who is let in by a certificate. `admin.tls.client-certificates`, default nobody
    public record Tls(String certificate, String key, Optional<ClientCertificates> clients) {
        /// Nobody is let in by a certificate.
        public Tls(String certificate, String key) {
            this(certificate, key, Optional.empty());
        }
    }

    /// Where a node's admin listener is reached from another node.
    ///
    /// @param url such as `https://192.168.17.129:9900`; empty when it cannot be from elsewhere
    public record Peer(String node, Optional<String> url) {}
}
