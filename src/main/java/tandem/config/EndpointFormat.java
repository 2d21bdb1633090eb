package tandem.config;

import java.util.Optional;
import java.util.OptionalInt;
import tandem.Pure;

/// Where something listens: `127.0.0.1:8080`, `[::1]:8080`, or a name instead of the address where names may stand.
///
/// @param names       whether the host may be a name, which is resolved each time it is used
/// @param leastPort   0 where a free port may be asked for, 1 where a known one is needed
/// @param defaultPort taken when only the host is given; without it a port must be
/// @param example     for messages
@Pure
record EndpointFormat(boolean names, int leastPort, OptionalInt defaultPort, String example)
        implements Format<Endpoint> {
    static final int MAX_PORT = 65535;

    /// For a listener of this program; port 0 takes a free one.
    static EndpointFormat listener(String example) {
        return new EndpointFormat(false, 0, OptionalInt.empty(), example);
    }

    /// For a server to connect to, by name or address.
    static EndpointFormat server(String example) {
        return new EndpointFormat(true, 1, OptionalInt.empty(), example);
    }

    /// For an address with a port that need not be given.
    static EndpointFormat withDefaultPort(int port, String example) {
        return new EndpointFormat(false, 1, OptionalInt.of(port), example);
    }

    @Override
    public Optional<Endpoint> parse(String text) {
        if (defaultPort.isPresent() && IpAddress.parse(text).isPresent())
            return Optional.of(new Endpoint(text, defaultPort.getAsInt()));
        int colon = text.lastIndexOf(':');
        if (colon < 0) return Optional.empty();
        var port = new IntegerFormat(leastPort, MAX_PORT).parse(text.substring(colon + 1));
        return host(text.substring(0, colon)).flatMap(host -> port.map(p -> new Endpoint(host, p)));
    }

    @Override
    public String expected() {
        var port = "port from " + leastPort + " to " + MAX_PORT + ", such as " + example;
        if (defaultPort.isPresent()) return "an IP address, perhaps with a " + port;
        return (names ? "a host (name or IP address) and a " : "an IP address and a ") + port;
    }

    @Override
    public Optional<String> suggestion(String text) {
        if (!names && text.startsWith("localhost:")) return suggest("127.0.0.1" + text.substring(9));
        if (!names && text.startsWith("*:")) return suggest("0.0.0.0" + text.substring(1));
        if (text.startsWith("http://")) return suggest(text.substring(7).replaceFirst("/+$", ""));
        int colon = text.lastIndexOf(':');
        boolean bareV6 = colon > 0
                && IpAddress.parse(text.substring(0, colon))
                        .filter(a -> text.indexOf(':') < colon)
                        .isPresent();
        return bareV6 ? suggest("[" + text.substring(0, colon) + "]" + text.substring(colon)) : Optional.empty();
    }

    private Optional<String> suggest(String better) {
        return parse(better).map(Endpoint::text);
    }

    private Optional<String> host(String text) {
        if (text.startsWith("[") && text.endsWith("]")) {
            var literal = text.substring(1, text.length() - 1);
            return literal.indexOf(':') >= 0 ? IpAddress.parse(literal).map(ignored -> literal) : Optional.empty();
        }
        if (text.indexOf(':') >= 0) return Optional.empty();
        boolean good = IpAddress.parse(text).isPresent() || (names && HostNameFormat.isName(text));
        return good ? Optional.of(text) : Optional.empty();
    }
}
