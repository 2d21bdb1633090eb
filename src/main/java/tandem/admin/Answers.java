package tandem.admin;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/// Writes answers. Nothing may be stored on the way: what was true a second ago is not.
final class Answers {
    static final String JSON = "application/json";

    private Answers() {}

    static void json(RoutingContext context, int status, JsonObject body) {
        send(context, status, JSON, body.encodePrettily() + "\n");
    }

    static void problem(RoutingContext context, ApiProblem problem) {
        send(
                context,
                problem.kind().status(),
                "application/problem+json",
                problem.json().encodePrettily() + "\n");
    }

    static void problem(RoutingContext context, ApiProblem.Kind kind, String detail) {
        problem(context, new ApiProblem(kind, detail));
    }

    static void text(RoutingContext context, int status, String line) {
        send(context, status, "text/plain; charset=utf-8", line + "\n");
    }

    static void send(RoutingContext context, int status, String type, String body) {
        var response = context.response();
        if (response.closed() || response.ended()) return;
        response.setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body);
    }
}
