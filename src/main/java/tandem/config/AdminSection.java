package tandem.config;

import java.net.InetAddress;
import java.util.Optional;
import tandem.admin.AdminSettings;
import tandem.admin.AdminSettings.Listen;

/// The section `admin` as it was read.
///
/// @param listen where nodes listen that say nothing else
/// @param health a second place, for probes
record AdminSection(Value<Endpoint> listen, Value<Optional<Endpoint>> health) {
    static final Format<Endpoint> LISTEN = new LoopbackFormat();

    private static final Endpoint DEFAULT_LISTEN = new Endpoint("127.0.0.1", 9900);

    static AdminSection read(Section s) {
        return new AdminSection(
                s.optional("listen", LISTEN, DEFAULT_LISTEN),
                s.maybe("health-listen", EndpointFormat.listener("0.0.0.0:9901")));
    }

    /// The settings of a node, once the whole file is known to be right.
    static AdminSettings settings(NodeSection.Ports ports) {
        var health = ports.health().get().map(AdminSection::listen);
        return new AdminSettings(listen(ports.admin().get()), health.orElse(null));
    }

    private static Listen listen(Endpoint endpoint) {
        return new Listen(endpoint.host(), endpoint.port());
    }

    /// What an operator may do here, anybody may do who can reach it: so it is for this host alone.
    private record LoopbackFormat() implements Format<Endpoint> {
        private static final EndpointFormat ENDPOINT = EndpointFormat.listener("127.0.0.1:9900");

        @Override
        public Optional<Endpoint> parse(String text) {
            return ENDPOINT.parse(text)
                    .filter(e ->
                            e.address().filter(InetAddress::isLoopbackAddress).isPresent());
        }

        @Override
        public String expected() {
            return "a loopback address and a port, such as 127.0.0.1:9900 (health-listen may be open to the network)";
        }

        @Override
        public Optional<String> suggestion(String text) {
            return ENDPOINT.suggestion(text).filter(better -> parse(better).isPresent());
        }
    }
}
