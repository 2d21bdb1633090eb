package tandem.admin;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/// The configuration that is in force, one that might be, and how much the log says.
final class ControlRoutes {
    private static final Set<String> YAML = Set.of("application/yaml", "application/x-yaml", "text/yaml", "text/plain");

    private final Services services;

    private ControlRoutes(Services services) {
        this.services = services;
    }

    static void add(Api api, Services services) {
        var routes = new ControlRoutes(services);
        api.show("/v1/config", routes::config);
        // A viewer may: nothing is changed by it.
        api.take(HttpMethod.POST, "/v1/config/validate", Caller.Role.VIEWER, routes::validate);
        api.show("/v1/log-level", routes::level);
        api.take(HttpMethod.PUT, "/v1/log-level", Caller.Role.OPERATOR, routes::setLevel);
    }

    private void config(RoutingContext context) {
        var settings = services.control().settings();
        context.response().putHeader("ETag", EntityTag.of(settings));
        Answers.json(context, 200, settings);
    }

    private void validate(RoutingContext context) {
        var type = String.valueOf(context.request().getHeader("Content-Type"))
                .split(";", 2)[0]
                .strip();
        if (!YAML.contains(type)) {
            Answers.problem(context, ApiProblem.Kind.WRONG_TYPE, "expected application/yaml, not " + type);
            return;
        }
        var yaml = context.body().asString() == null ? "" : context.body().asString();
        context.vertx()
                .executeBlocking(() -> services.control().check(yaml), false)
                .onSuccess(report -> Answers.json(context, 200, report))
                .onFailure(context::fail);
    }

    private void level(RoutingContext context) {
        var level = services.control().logLevel();
        context.response().putHeader("ETag", EntityTag.of(level));
        Answers.json(context, 200, new JsonObject().put("level", level));
    }

    private void setLevel(RoutingContext context) {
        var body = Body.text(context, "level", false);
        if (body instanceof Body.Wrong(var problem)) {
            Answers.problem(context, problem);
            return;
        }
        var level = ((Body.Text) body).value().orElseThrow();
        if (!Control.LEVELS.contains(level)) {
            Answers.problem(
                    context,
                    ApiProblem.Kind.NOT_UNDERSTOOD,
                    "expected one of " + String.join(", ", Control.LEVELS) + ", not " + level);
            return;
        }
        var everywhere = new Everywhere(services);
        var question = PeerCalls.logLevel(everywhere.wish(context, "log level", "set it to " + level), level);
        everywhere
                .change(context, question)
                .onSuccess(answer -> answer(context, level, answer))
                .onFailure(failure ->
                        Answers.problem(context, ApiProblem.Kind.NO_ANSWER, String.valueOf(failure.getMessage())));
    }

    private static void answer(RoutingContext context, String level, JsonObject answer) {
        var refused = answer.getString("refused");
        if (refused != null) {
            Answers.problem(context, ApiProblem.Kind.HAS_CHANGED, refused);
            return;
        }
        context.response().putHeader("ETag", EntityTag.of(level));
        var nodes = answer.getJsonObject("nodes");
        Answers.json(
                context,
                Everywhere.status(nodes, 200),
                new JsonObject().put("level", level).put("nodes", nodes));
    }
}
