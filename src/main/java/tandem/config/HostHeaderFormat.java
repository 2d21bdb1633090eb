package tandem.config;

import java.util.List;
import java.util.Optional;
import tandem.route.RouteSettings.HostHeader;

/// The Host that a backend gets: `client`, `backend`, or a host, perhaps with a port.
record HostHeaderFormat() implements Format<HostHeader> {

    @Override
    public Optional<HostHeader> parse(String text) {
        return switch (text) {
            case "client" -> Optional.of(new HostHeader.Client());
            case "backend" -> Optional.of(new HostHeader.Backend());
            default -> isAuthority(text) ? Optional.of(new HostHeader.Fixed(text)) : Optional.empty();
        };
    }

    private static boolean isAuthority(String text) {
        int colon = text.lastIndexOf(':');
        boolean port = colon > text.lastIndexOf(']');
        if (port && new IntegerFormat(1, 65535).parse(text.substring(colon + 1)).isEmpty()) return false;
        String host = port ? text.substring(0, colon) : text;
        if (host.startsWith("[") && host.endsWith("]"))
            return IpAddress.parse(host.substring(1, host.length() - 1)).isPresent();
        // Without a dot or a port it is rather one of the two words, mistyped.
        return IpAddress.parse(host).isPresent()
                || (HostNameFormat.isName(host) && (port || host.indexOf('.') > 0 || host.equals("localhost")));
    }

    @Override
    public String expected() {
        return "client, backend, or a host such as app.example.org or app:8080";
    }

    @Override
    public Optional<String> suggestion(String text) {
        return Suggestion.among(List.of("client", "backend"), text);
    }
}
