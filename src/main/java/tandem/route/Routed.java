package tandem.route;

import java.util.List;

/// Who takes a request.
public sealed interface Routed {

    /// A route does.
    ///
    /// @param path     of the request
    /// @param captures what the groups of the route's regular expression found, from $1 on
    record Taken(Route route, RequestPath path, List<String> captures) implements Routed {}

    /// None does: the request goes on to the pool of `proxy.pool`, as it is.
    record Untaken() implements Routed {}

    /// The path can be read in two ways, so no route may be chosen by it.
    record Unclear() implements Routed {}
}
