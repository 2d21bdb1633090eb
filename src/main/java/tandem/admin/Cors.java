package tandem.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.Set;

/// Lets the dashboards of the cluster's own nodes read the events of this one (WHATWG Fetch, CORS), so that a
/// page lives on when the node that served it does not. No other page may read, and none may change anything.
final class Cors {
    private final Set<String> origins = new LinkedHashSet<>();

    Cors(AdminSettings settings) {
        settings.peers()
                .forEach(peer -> peer.url().ifPresent(url -> {
                    origins.add(url);
                    if (url.contains("://127.0.0.1:"))
                        origins.add("http" + (url.startsWith("https") ? "s" : "") + "://localhost:"
                                + URI.create(url).getPort());
                }));
    }

    /// Where a page of a node may read, besides that node.
    Set<String> origins() {
        return origins;
    }

    /// Answers the question of a browser whether it may ask.
    void preflight(Router router, String path) {
        router.route(HttpMethod.OPTIONS, path).handler(context -> {
            if (!allow(context)) {
                Answers.problem(context, ApiProblem.Kind.NOT_ALLOWED, "only a dashboard of this cluster may read this");
                return;
            }
            context.response()
                    .setStatusCode(204)
                    .putHeader("Access-Control-Allow-Methods", "GET")
                    .putHeader("Access-Control-Allow-Headers", "authorization, last-event-id")
                    .putHeader("Access-Control-Max-Age", "60")
                    .end();
        });
    }

    /// The same call, readable by those pages.
    Handler<RoutingContext> readable(Handler<RoutingContext> next) {
        return context -> {
            allow(context);
            next.handle(context);
        };
    }

    private boolean allow(RoutingContext context) {
        var origin = context.request().getHeader("Origin");
        context.response().putHeader("Vary", "Origin");
        if (origin == null || !origins.contains(origin)) return false;
        // A browser sends its client certificate only where that is said; there are no cookies.
        context.response()
                .putHeader("Access-Control-Allow-Origin", origin)
                .putHeader("Access-Control-Allow-Credentials", "true");
        return true;
    }
}
