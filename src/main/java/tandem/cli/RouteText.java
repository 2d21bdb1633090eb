package tandem.cli;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import tandem.Pure;

/// Which jvmRoutes were learned, as JSON among nodes: `{"POOL": {"ROUTE": "BACKEND"}}`.
///
/// What is read came from the network: what is no text is left out.
@Pure
final class RouteText {
    private RouteText() {}

    /// @param routes of a pool, by its name
    static JsonObject json(Iterable<String> pools, Function<String, Map<String, String>> routes) {
        JsonObject said = new JsonObject();
        for (String pool : pools) {
            Map<String, String> known = routes.apply(pool);
            if (known.isEmpty()) continue;
            JsonObject all = new JsonObject();
            known.forEach(all::put);
            said.put(pool, all);
        }
        return said;
    }

    /// What was said of a pool: backends by route.
    static Map<String, String> of(JsonObject said, String pool) {
        Map<String, String> routes = new HashMap<>();
        if (said.getValue(pool) instanceof JsonObject all)
            for (String route : all.fieldNames())
                if (all.getValue(route) instanceof String backend) routes.put(route, backend);
        return routes;
    }
}
