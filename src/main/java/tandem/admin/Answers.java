package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes answers. Nothing may be stored on the way: what was true a second ago is not.
final class Answers {
    static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final String SOON_SECONDS = "1";
    private static final String LISTENER = "tandem.answered";

    private Answers() {}

    static void json(RoutingContext context, int status, JsonObject body) {
        send(context, status, JSON, body.encodePrettily() + "\n");
    }

    static void problem(RoutingContext context, ApiProblem problem) {
        send(context, problem.kind().status(), PROBLEM, text(problem));
    }

    static void problem(RoutingContext context, ApiProblem.Kind kind, String detail) {
        problem(context, new ApiProblem(kind, detail));
    }

    /// For a caller who may try again soon.
    static void notNow(RoutingContext context, String detail) {
        context.response().putHeader("Retry-After", SOON_SECONDS);
        problem(context, ApiProblem.Kind.NOT_NOW, detail);
    }

    static void text(RoutingContext context, int status, String line) {
        send(context, status, "text/plain; charset=utf-8", line + "\n");
    }

    /// Has the answer of this call told, once, whether or not it reaches the caller.
    static void listen(RoutingContext context, Consumer<Replays.Answer> listener) {
        context.put(LISTENER, listener);
    }

    static void send(RoutingContext context, int status, String type, String body) {
        var response = context.response();
        @Nullable Consumer<Replays.Answer> listener = context.get(LISTENER);
        if (listener != null) {
            var etag = response.headers().get("ETag");
            listener.accept(new Replays.Answer(status, type, etag == null ? "" : etag, body));
        }
        if (response.closed() || response.ended()) return;
        write(response, status, type, body);
    }

    /// To somebody who has made no call.
    static Future<Void> write(HttpServerResponse response, ApiProblem problem) {
        return write(response, problem.kind().status(), PROBLEM, text(problem));
    }

    private static Future<Void> write(HttpServerResponse response, int status, String type, String body) {
        return response.setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Content-Type-Options", "nosniff")
                .end(body);
    }

    private static String text(ApiProblem problem) {
        return problem.json().encodePrettily() + "\n";
    }
}
