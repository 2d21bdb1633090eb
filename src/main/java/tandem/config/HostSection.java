package tandem.config;

import java.util.List;
import java.util.stream.Stream;
import tandem.route.HeaderSettings;
import tandem.route.HostSettings;
import tandem.route.RouteSettings;

/// An item of `hosts` as it was read.
///
/// @param names    its names
/// @param routes   in the order of the file
/// @param settings all of it
record HostSection(Value<List<String>> names, List<RouteSection> routes, Value<HostSettings> settings) {
    private static final int MOST_NAMES = 100;
    private static final int MOST_ROUTES = 1000;
    private static final Format<String> NAME = new TextFormat(
            "a host name in lower case, or *. and one,",
            255,
            c -> c == '*' || c == '[' || isOfName(c),
            c -> "*[]:".indexOf(c) >= 0 || isOfName(c),
            "letters, digits, . - _");

    static HostSection read(Section s) {
        var names = s.values("names", MOST_NAMES, NAME);
        var headers = HeaderRules.read(s);
        var routes = s.someSections("routes", MOST_ROUTES, "a list of at least one route", RouteSection::read);
        var settings = s.make(() -> new HostSettings(
                names.get(),
                routes.stream()
                        .map(route -> merged(headers.get(), route.settings().get()))
                        .toList()));
        return new HostSection(names, routes, settings);
    }

    private static RouteSettings merged(HeaderSettings host, RouteSettings route) {
        var own = route.headers();
        return new RouteSettings(
                route.match(),
                route.action(),
                new HeaderSettings(both(host.request(), own.request()), both(host.response(), own.response())),
                route.compress());
    }

    private static List<HeaderSettings.Rule> both(List<HeaderSettings.Rule> first, List<HeaderSettings.Rule> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static boolean isOfName(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    }
}
