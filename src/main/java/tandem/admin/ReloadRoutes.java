package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/// `/v1/config/reload`: every node reads its configuration file and its certificates again. The one that is asked goes
/// first, and when it refuses, no other is asked: a file that is wrong is most often wrong everywhere.
final class ReloadRoutes {
    private static final String PATH = "/v1/config/reload";
    private static final String EVERYWHERE = "everywhere";

    private final Services services;
    private final Everywhere everywhere;

    private ReloadRoutes(Services services) {
        this.services = services;
        this.everywhere = new Everywhere(services);
    }

    static void add(Api api, Services services) {
        var routes = new ReloadRoutes(services);
        api.show(
                PATH,
                context -> Answers.json(
                        context,
                        200,
                        new JsonObject()
                                .put(
                                        "last",
                                        services.control()
                                                .reload()
                                                .last()
                                                .map(ReloadedJson::of)
                                                .orElse(null))));
        api.take(HttpMethod.POST, PATH, Caller.Role.OPERATOR, routes::reload);
    }

    private void reload(RoutingContext context) {
        switch (Body.json(context, Set.of(EVERYWHERE))) {
            case Body.Wrong(var problem) -> Answers.problem(context, problem);
            case Body.Text _ -> throw new IllegalStateException("a body of one key was not asked for");
            case Body.Json(var json) -> {
                if (json.getValue(EVERYWHERE, true) instanceof Boolean all) reload(context, all);
                else
                    Answers.problem(
                            context, ApiProblem.Kind.NOT_UNDERSTOOD, "expected {\"everywhere\": true} or false");
            }
        }
    }

    private void reload(RoutingContext context, boolean all) {
        var question = PeerCalls.reload(everywhere.wish(context, "configuration", "reload"));
        var self = everywhere.self();
        services.peers()
                .ask(self, Everywhere.condition(context).in(question))
                .compose(own -> {
                    if (own.containsKey("refused") || !all) return Future.succeededFuture(answered(own, self));
                    return everywhere
                            .ask(everywhere.others(), question)
                            .map(others -> others.put(self, own.getString("underWay", Everywhere.DONE)))
                            .map(nodes -> own.put("nodes", nodes));
                })
                .onSuccess(answer -> answer(context, answer))
                .onFailure(failure -> {
                    if (failure instanceof NotNow) Answers.notNow(context, String.valueOf(failure.getMessage()));
                    else context.fail(failure);
                });
    }

    private static JsonObject answered(JsonObject own, String self) {
        return own.put("nodes", new JsonObject().put(self, own.getString("underWay", Everywhere.DONE)));
    }

    private static void answer(RoutingContext context, JsonObject answer) {
        if (answer.getBoolean("hasChanged", false)) {
            Answers.problem(context, ApiProblem.Kind.HAS_CHANGED, answer.getString("refused"));
            return;
        }
        if (answer.containsKey("refused")) {
            var more = new JsonObject().put("problems", answer.getJsonArray("problems"));
            var detail = "nothing has changed: " + answer.getString("refused");
            Answers.problem(context, new ApiProblem(ApiProblem.Kind.NOT_USABLE, detail, more));
            return;
        }
        var nodes = answer.getJsonObject("nodes");
        var body = new JsonObject()
                .put("changes", answer.getJsonArray("changes", new JsonArray()))
                .put("nodes", nodes);
        Answers.json(context, Everywhere.status(nodes, 200), body);
    }
}
