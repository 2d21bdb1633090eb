package tandem.route;

import tandem.route.RouteSettings.PathMatch;

/// The target that a backend gets instead of the one that came, and the Location of a redirect.
public final class Rewrite {
    private Rewrite() {}

    /// What `proxy_pass` with a URI does in nginx, and `rewrite` with a regular expression: a query in the
    /// template is put before that of the request, and one that ends with `?` takes its place.
    ///
    /// @param to    the route's `to`
    /// @param taken who took the request
    /// @param facts of the request; the groups are among them
    public static String target(Template to, Routed.Taken taken, Facts facts) {
        RequestPath path = taken.path();
        String filled = to.fill(facts, "", UriText::legal);
        return switch (taken.route().settings().match().path()) {
            case PathMatch.Exact _ -> filled + path.parameters() + path.query();
            case PathMatch.Prefix(String prefix, boolean _) -> {
                // A segment's parameters stay with it, also where its name was part of what is replaced.
                String rest = UriText.ofPath(path.text().substring(prefix.length()));
                yield filled + rest + path.parameters() + path.query();
            }
            case PathMatch.Regex _ -> rooted(joined(filled, path));
        };
    }

    /// The value of Location.
    public static String location(Template to, Facts facts) {
        return to.fill(facts, "", UriText::legal);
    }

    /// Where the path that was asked for is, in a folder whose route has this prefix; decoded.
    public static String below(String prefix, Routed.Taken taken) {
        return taken.path().text().substring(prefix.length());
    }

    /// The Location of a folder that was asked for without the slash at its end. It begins with one slash only, so that
    /// it is of this host.
    public static String folder(Routed.Taken taken) {
        return UriText.ofPath(taken.path().text()) + "/" + taken.path().query();
    }

    private static String joined(String filled, RequestPath path) {
        int mark = filled.indexOf('?');
        if (mark < 0) return filled + path.parameters() + path.query();
        String before = filled.substring(0, mark) + path.parameters();
        String query = filled.substring(mark);
        if (query.endsWith("?")) return before + query.substring(0, query.length() - 1);
        return before
                + query
                + (path.query().isEmpty() ? "" : "&" + path.query().substring(1));
    }

    private static String rooted(String target) {
        return target.startsWith("/") ? target : "/" + target;
    }
}
