package tandem.admin;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Objects;
import java.util.Optional;

/// `POST /v1/vips/{name}/switchover`, with an optional JSON body `{"to": "node"}`. What goes wrong is told as a problem
/// (RFC 9457).
final class SwitchoverRoute {
    private static final int MAX_BODY = 4096;

    private SwitchoverRoute() {}

    static void add(Router router, Switchover switchover) {
        router.post("/v1/vips/:vip/switchover")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY))
                .handler(context -> moved(context, switchover));
    }

    private static void moved(RoutingContext context, Switchover switchover) {
        if (context.request().headers().contains("Origin")) {
            // A page in a browser on this host reaches the loopback, too.
            problem(context, 403, "web pages cannot ask for it", new JsonObject());
            return;
        }
        Optional<String> to;
        try {
            to = successor(context);
        } catch (DecodeException | IllegalArgumentException e) {
            problem(context, 400, "expected no body, or {\"to\": \"the name of a node\"}", new JsonObject());
            return;
        }
        switchover
                .move(Objects.requireNonNull(context.pathParam("vip")), to)
                .onSuccess(reply -> answer(context, reply))
                .onFailure(failure -> problem(context, 500, String.valueOf(failure.getMessage()), new JsonObject()));
    }

    private static Optional<String> successor(RoutingContext context) {
        var body = context.body().asString();
        if (body == null || body.isBlank()) return Optional.empty();
        var json = new JsonObject(body);
        if (json.isEmpty()) return Optional.empty();
        if (json.size() == 1 && json.getValue("to") instanceof String name && !name.isBlank()) return Optional.of(name);
        throw new IllegalArgumentException();
    }

    private static void answer(RoutingContext context, SwitchoverReply reply) {
        switch (reply) {
            case SwitchoverReply.Moved(var to, var text) ->
                json(context, 200, new JsonObject().put("owner", to).put("text", text));
            case SwitchoverReply.UnderWay(var text) -> json(context, 202, new JsonObject().put("text", text));
            case SwitchoverReply.UnknownVip(var text) -> problem(context, 404, text, new JsonObject());
            case SwitchoverReply.Refused(var text, var owner) -> {
                var more = new JsonObject();
                owner.ifPresent(name -> more.put("owner", name));
                problem(context, 409, text, more);
            }
        }
    }

    private static void problem(RoutingContext context, int status, String detail, JsonObject more) {
        var title = switch (status) {
            case 400 -> "not understood";
            case 403 -> "not allowed";
            case 404 -> "no such VIP";
            case 409 -> "cannot be moved";
            default -> "failed";
        };
        var body = new JsonObject()
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .mergeIn(more);
        send(context, status, "application/problem+json", body);
    }

    private static void json(RoutingContext context, int status, JsonObject body) {
        send(context, status, "application/json", body);
    }

    private static void send(RoutingContext context, int status, String type, JsonObject body) {
        if (context.response().closed() || context.response().ended()) return;
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", type)
                .putHeader("Cache-Control", "no-store")
                .end(body.encodePrettily() + "\n");
    }
}
