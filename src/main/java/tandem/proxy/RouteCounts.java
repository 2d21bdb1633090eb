package tandem.proxy;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tandem.proxy.ProxySnapshot.RouteTraffic;
import tandem.route.Route;
import tandem.route.Router;

/// What the routes did, counted over all event loops. The first [#MOST] of the configuration are told apart;
/// the others, and requests that no route took, are counted together, so that there are never many series of
/// them.
final class RouteCounts {
    /// Routes that are told apart.
    static final int MOST = 200;

    static final List<String> CLASSES = List.of("gone", "1xx", "2xx", "3xx", "4xx", "5xx");
    private static final String REST = "(other)";
    private static final int HUNDRED = 100;

    private final IdentityHashMap<Route, Count> counts = new IdentityHashMap<>();
    private final Map<String, Count> byName = new TreeMap<>();
    private final List<Count> all = new ArrayList<>();
    private final Count rest;

    /// Of one route.
    private static final class Count {
        private final String host;
        private final String route;
        private final LongAdder[] answers = new LongAdder[CLASSES.size()];
        private final Durations took = new Durations();

        Count(String host, String route) {
            this.host = host;
            this.route = route;
            for (int i = 0; i < answers.length; i++) answers[i] = new LongAdder();
        }

        RouteTraffic snapshot() {
            Map<String, Long> by = new TreeMap<>();
            for (int i = 0; i < answers.length; i++) by.put(CLASSES.get(i), answers[i].sum());
            return new RouteTraffic(host, route, by, took.snapshot());
        }
    }

    /// @param before whose counts go on where a route is called as before; null for none
    RouteCounts(List<Router.Named> routes, @Nullable RouteCounts before) {
        rest = before == null ? new Count(REST, REST) : before.rest;
        for (Router.Named named : routes.subList(0, Math.min(routes.size(), MOST))) {
            String pattern = named.route().pattern();
            // Two routes may have one path, and differ by method or fields.
            Count count = byName.computeIfAbsent(named.host() + " " + pattern, name -> {
                Count known = before == null ? null : before.byName.get(name);
                var next = known == null ? new Count(named.host(), pattern) : known;
                all.add(next);
                return next;
            });
            counts.put(named.route(), count);
        }
        all.add(rest);
    }

    /// Which of the [#CLASSES] a status is of.
    static int index(int status) {
        return Math.min(status / HUNDRED, CLASSES.size() - 1);
    }

    /// A request is over.
    ///
    /// @param by     who took it; null for no route
    /// @param status that the client got; 0 when it left before
    /// @param took   nanoseconds
    void ended(@Nullable Route by, int status, long took) {
        Count known = by == null ? null : counts.get(by);
        Count count = known == null ? rest : known;
        count.answers[index(status)].increment();
        count.took.add(took);
    }

    List<RouteTraffic> snapshot() {
        return all.stream().map(Count::snapshot).toList();
    }
}
