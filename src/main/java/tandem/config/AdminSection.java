package tandem.config;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import tandem.admin.AdminSettings;
import tandem.admin.AdminSettings.Access;
import tandem.admin.AdminSettings.Listen;
import tandem.admin.AdminSettings.Peer;
import tandem.admin.AdminSettings.Tls;
import tandem.admin.ClientCertificates;

/// The section `admin` as it was read.
///
/// @param listen where nodes listen that say nothing else
/// @param health a second place, for probes
/// @param access who may do what there
record AdminSection(Value<Endpoint> listen, Value<Optional<Endpoint>> health, Value<Access> access) {
    static final Format<Endpoint> LISTEN = EndpointFormat.listener("127.0.0.1:9900");

    private static final Endpoint DEFAULT_LISTEN = new Endpoint("127.0.0.1", 9900);

    static AdminSection read(Section s) {
        var listen = s.optional("listen", LISTEN, DEFAULT_LISTEN);
        var health = s.maybe("health-listen", EndpointFormat.listener("0.0.0.0:9901"));
        var tokens = s.maybe("tokens-file", TextFormat.FILE);
        Value<Optional<Tls>> tls = s.section("tls", AdminSection::tls);
        var command = s.maybe("command-token-file", TextFormat.FILE);
        return new AdminSection(listen, health, s.make(() -> new Access(tokens.get(), tls.get(), command.get())));
    }

    private static Value<Optional<Tls>> tls(Section s) {
        if (!s.isWritten()) {
            s.alsoKnown("certificate", "key", "client-certificates");
            return Value.of(s.spot(), Optional.empty());
        }
        var certificate = s.required("certificate", TextFormat.FILE);
        var key = s.required("key", TextFormat.FILE);
        Value<Optional<ClientCertificates>> clients = s.section("client-certificates", ClientCertificatesSection::read);
        return s.make(() -> Optional.of(new Tls(certificate.get(), key.get(), clients.get())));
    }

    /// The settings of a node, once the whole file is known to be right.
    ///
    /// @param servers every node that has an admin listener
    AdminSettings settings(NodeSection node, List<NodeSection> servers) {
        var own = node.ports().health().get().map(AdminSection::listen);
        return new AdminSettings(
                listen(node.ports().admin().get()),
                own.orElse(null),
                access.get(),
                servers.stream().map(this::peer).toList());
    }

    /// Where the others reach a node: not at a loopback address, unless all of them are on its host.
    private Peer peer(NodeSection node) {
        var admin = node.ports().admin().get();
        var member = node.address().get();
        boolean local = admin.address().filter(InetAddress::isLoopbackAddress).isPresent();
        boolean oneHost =
                member.address().filter(InetAddress::isLoopbackAddress).isPresent();
        if (admin.port() == 0 || (local && !oneHost))
            return new Peer(node.name().get(), Optional.empty());
        var reached = new Endpoint(admin.isWildcard() ? member.host() : admin.host(), admin.port());
        var scheme = access.get().tls().isPresent() ? "https://" : "http://";
        return new Peer(node.name().get(), Optional.of(scheme + reached.text()));
    }

    private static Listen listen(Endpoint endpoint) {
        return new Listen(endpoint.host(), endpoint.port());
    }
}
