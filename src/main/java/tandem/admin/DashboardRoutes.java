package tandem.admin;

import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.stream.Collectors;

/// The dashboard: one page and its parts, all from here. It needs no token; what it shows does.
final class DashboardRoutes {
    private static final String FOLDER = "dashboard/";
    private static final String HTML = "text/html; charset=utf-8";
    private static final String SCRIPT = "text/javascript; charset=utf-8";
    private static final Map<String, String> PARTS = Map.of(
            "app.js", SCRIPT,
            "chart.js", SCRIPT,
            "dom.js", SCRIPT,
            "feed.js", SCRIPT,
            "i18n.js", SCRIPT,
            "model.js", SCRIPT,
            "style.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private final Resource page = Resource.of(FOLDER + "index.html", HTML);
    private final Map<String, Resource> parts = PARTS.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, part -> Resource.of(FOLDER + part.getKey(), part.getValue())));
    private final String policy;

    private DashboardRoutes(Cors cors) {
        policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' "
                + String.join(" ", cors.origins()) + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }

    static void add(Api api, Cors cors) {
        var routes = new DashboardRoutes(cors);
        api.open("/", routes::page);
        api.open("/dashboard/{part}", routes::part);
    }

    private void page(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", policy)
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin");
        page.send(context);
    }

    private void part(RoutingContext context) {
        var part = parts.get(String.valueOf(context.pathParam("part")));
        if (part == null) Answers.problem(context, ApiProblem.Kind.NOT_FOUND, "the dashboard has no such part");
        else part.send(context);
    }
}
