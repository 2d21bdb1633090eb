package tandem.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tandem.route.RouteSettings.PathMatch;

/// Finds the route of a request, with nginx's precedence.
///
/// Of the hosts: the one of just this name; else the one of the longest name with an asterisk; else the one
/// without names. Within it: the route of just this path; else, when the longest prefix says so, that one;
/// else the first regular expression in the order of the file that is found; else the longest prefix. A route
/// whose methods or fields do not fit counts as not there.
///
/// Immutable; may be shared by threads.
public final class Router {
    private static final Routed UNTAKEN = new Routed.Untaken();
    private static final Routed UNCLEAR = new Routed.Unclear();

    private final Map<String, Host> exact = new HashMap<>();
    private final Map<String, Host> wildcards = new HashMap<>();
    private final @Nullable Host rest;
    private final List<Named> named = new ArrayList<>();

    /// Makes ready the routes of these hosts.
    ///
    /// @throws IllegalArgumentException when two hosts have the same name, or none has one
    public Router(List<HostSettings> hosts) {
        Host nameless = null;
        for (HostSettings settings : hosts) {
            List<Route> routes = settings.routes().stream().map(Route::new).toList();
            var host = new Host(routes);
            String first = settings.names().isEmpty() ? "" : settings.names().getFirst();
            for (Route route : routes) named.add(new Named(first, route));
            if (settings.names().isEmpty()) {
                if (nameless != null) throw new IllegalArgumentException("only one host can be without names");
                nameless = host;
            }
            for (String name : settings.names()) {
                boolean wildcard = name.startsWith("*.");
                var earlier = wildcard ? wildcards.put(name.substring(1), host) : exact.put(name, host);
                if (earlier != null) throw new IllegalArgumentException("two hosts have the name " + name);
            }
        }
        rest = nameless;
    }

    /// A route, and whose it is.
    ///
    /// @param host the first name of its host; empty for the host without names
    public record Named(String host, Route route) {}

    /// All of them, in the order of the configuration.
    public List<Named> routes() {
        return List.copyOf(named);
    }

    /// Who takes a request.
    ///
    /// @param authority what the client asked for, `host` or `host:port`
    /// @param method    as it came
    /// @param target    in origin form; of any other, no route is found
    /// @param field     the value of a field of the request, null when it is not there
    public Routed route(String authority, String method, String target, Function<String, @Nullable String> field) {
        Host host = host(HostName.of(authority));
        if (host == null || !target.startsWith("/")) return UNTAKEN;
        var path = RequestPath.of(target);
        if (path.isEmpty()) return UNCLEAR;
        return host.route(path.get(), route -> route.accepts(method, field));
    }

    private @Nullable Host host(String name) {
        Host host = exact.get(name);
        if (host != null || wildcards.isEmpty()) return host != null ? host : rest;
        for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
            host = wildcards.get(name.substring(dot));
            if (host != null) return host;
        }
        return rest;
    }

    /// The routes of one host.
    private static final class Host {
        private final Map<String, List<Route>> exact = new HashMap<>();
        private final NavigableMap<String, List<Route>> prefixes = new TreeMap<>();
        private final List<Route> expressions = new ArrayList<>();

        Host(List<Route> routes) {
            for (Route route : routes) {
                switch (route.settings().match().path()) {
                    case PathMatch.Exact(String path) ->
                        exact.computeIfAbsent(path, _ -> new ArrayList<>()).add(route);
                    case PathMatch.Prefix(String prefix, boolean _) ->
                        prefixes.computeIfAbsent(prefix, _ -> new ArrayList<>()).add(route);
                    case PathMatch.Regex _ -> expressions.add(route);
                }
            }
        }

        Routed route(RequestPath path, Predicate<Route> accepts) {
            Route same = first(exact.get(path.text()), accepts);
            if (same != null) return new Routed.Taken(same, path, List.of());
            Route longest = longestPrefix(path.text(), accepts);
            if (longest != null
                    && longest.settings().match().path() instanceof PathMatch.Prefix(String _, boolean before)
                    && before) return new Routed.Taken(longest, path, List.of());
            for (Route route : expressions) {
                if (!accepts.test(route)) continue;
                List<String> captures = route.captures(path.text());
                if (captures != null) return new Routed.Taken(route, path, captures);
            }
            return longest == null ? UNTAKEN : new Routed.Taken(longest, path, List.of());
        }

        private @Nullable Route longestPrefix(String path, Predicate<Route> accepts) {
            String below = path;
            while (true) {
                var candidate = prefixes.floorEntry(below);
                if (candidate == null) return null;
                String prefix = candidate.getKey();
                if (path.startsWith(prefix)) {
                    Route route = first(candidate.getValue(), accepts);
                    if (route != null) return route;
                    if (prefix.length() == 1) return null;
                    below = prefix.substring(0, prefix.length() - 1);
                } else {
                    // Every shorter prefix of the path is one of what both begin with.
                    below = path.substring(0, common(path, prefix));
                }
            }
        }

        private static int common(String one, String other) {
            int end = Math.min(one.length(), other.length());
            int i = 0;
            while (i < end && one.charAt(i) == other.charAt(i)) i++;
            return i;
        }

        private static @Nullable Route first(@Nullable List<Route> routes, Predicate<Route> accepts) {
            if (routes == null) return null;
            for (Route route : routes) if (accepts.test(route)) return route;
            return null;
        }
    }
}
