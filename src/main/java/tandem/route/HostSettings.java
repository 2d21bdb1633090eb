package tandem.route;

import java.util.List;

/// A virtual host: the routes of one or more names. An item of `hosts`.
///
/// @param names  `www.example.org`, `*.example.org`; none is the host of every request that no other host
///               takes
/// @param routes in the order of the file
public record HostSettings(List<String> names, List<RouteSettings> routes) {
    public HostSettings {
        names = List.copyOf(names);
        routes = List.copyOf(routes);
        for (String name : names)
            if (!isName(name))
                throw new IllegalArgumentException(
                        "names must be host names, or *. and a host name, in lower case, not '" + name + "'");
        if (routes.isEmpty()) throw new IllegalArgumentException("a host needs at least one route");
    }

    private static boolean isName(String name) {
        String rest = name.startsWith("*.") ? name.substring(2) : name;
        return !rest.isEmpty()
                && !rest.endsWith(".")
                && rest.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ".-_:[]".indexOf(c) >= 0);
    }
}
