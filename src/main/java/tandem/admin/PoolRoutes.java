package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import tandem.backend.Backend;
import tandem.backend.PoolChange;

/// Pools and their backends, and changes of them. A change is made on the node that is asked, which may refuse it, and
/// then on every other one. It outlives them: [SharedPools].
final class PoolRoutes {
    private static final String POOL = "/v1/pools/{pool}";
    private static final String BACKEND = POOL + "/backends/{backend}";
    private static final long USUAL_DRAIN_SECONDS = 600;
    /// As a configuration has it: what is said of a backend goes into logs, and its host to resolvers.
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9\\[][A-Za-z0-9._:\\[\\]-]{0,254}");

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]{1,255}");

    private final Services services;
    private final Everywhere everywhere;

    private PoolRoutes(Services services) {
        this.services = services;
        this.everywhere = new Everywhere(services);
    }

    static void add(Api api, Services services) {
        var routes = new PoolRoutes(services);
        api.show(
                "/v1/pools",
                context -> Answers.json(
                        context,
                        200,
                        new JsonObject().put("pools", routes.status().getJsonArray("pools"))));
        api.show(POOL, routes::pool);
        api.show(BACKEND, routes::backend);
        api.show(BACKEND + "/checks", routes::checks);
        routes.change(
                api,
                HttpMethod.POST,
                POOL + "/backends",
                Set.of("name", "address", "weight", "backup"),
                PoolRoutes::added);
        routes.change(api, HttpMethod.DELETE, BACKEND, Set.of(), call -> new PoolChange.Remove(call.backend()));
        routes.change(
                api,
                HttpMethod.PUT,
                BACKEND + "/weight",
                Set.of("weight"),
                call -> new PoolChange.Weigh(call.backend(), Math.toIntExact(call.number("weight", -1))));
        routes.change(
                api,
                HttpMethod.POST,
                BACKEND + "/drain",
                Set.of("limitSeconds"),
                call -> new PoolChange.Drain(
                        call.backend(), Duration.ofSeconds(call.number("limitSeconds", USUAL_DRAIN_SECONDS))));
        routes.change(
                api, HttpMethod.POST, BACKEND + "/enable", Set.of(), call -> new PoolChange.Enable(call.backend()));
    }

    /// A call that changes something, with its body.
    private record Call(RoutingContext context, JsonObject body) {
        String pool() {
            return String.valueOf(context.pathParam("pool"));
        }

        String backend() {
            return String.valueOf(context.pathParam("backend"));
        }

        long number(String key, long usual) {
            if (!body.containsKey(key)) return usual;
            var value = body.getValue(key);
            if (value instanceof Integer || value instanceof Long) return ((Number) value).longValue();
            throw new IllegalArgumentException(key + " is a whole number, not " + value);
        }
    }

    private static PoolChange added(Call call) {
        if (!(call.body().getValue("address") instanceof String address))
            throw new IllegalArgumentException("a backend needs an \"address\", such as \"192.168.17.143:8080\"");
        int colon = address.lastIndexOf(':');
        if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}"))
            throw new IllegalArgumentException(address + " is not host:port");
        var host = address.substring(0, colon).replaceFirst("^\\[(.*)]$", "$1");
        if (!HOST.matcher(host).matches())
            throw new IllegalArgumentException("the host of an \"address\" is a name or an IP");
        var name = call.body().getValue("name", address) instanceof String given ? given : "";
        if (!NAME.matcher(name).matches())
            throw new IllegalArgumentException(
                    "a \"name\" has 1 to 255 letters, digits, . _ - : [ ], the first no sign but [");
        if (!(call.body().getValue("backup", false) instanceof Boolean backup))
            throw new IllegalArgumentException("\"backup\" is true or false");
        int weight = Math.toIntExact(call.number("weight", 1));
        return new PoolChange.Add(
                new Backend(name, host, Integer.parseInt(address.substring(colon + 1)), weight, backup));
    }

    private JsonObject status() {
        return StatusJson.of(services.snapshot().get());
    }

    private Optional<NodeSnapshot.Pool> found(String name) {
        return services.snapshot().get().pools().stream()
                .filter(pool -> pool.name().equals(name))
                .findFirst();
    }

    private void pool(RoutingContext context) {
        var name = String.valueOf(context.pathParam("pool"));
        show(context, found(name), "there is no pool " + name, StatusJson::pool);
    }

    private void backend(RoutingContext context) {
        var pool = String.valueOf(context.pathParam("pool"));
        var name = String.valueOf(context.pathParam("backend"));
        show(
                context,
                found(pool)
                        .filter(one -> one.backends().stream()
                                .anyMatch(backend -> backend.backend().name().equals(name))),
                "there is no backend " + pool + "/" + name,
                one -> ClusterRoutes.named(StatusJson.pool(one).getJsonArray("backends"), name)
                        .orElseThrow());
    }

    private static void show(
            RoutingContext context,
            Optional<NodeSnapshot.Pool> pool,
            String otherwise,
            Function<NodeSnapshot.Pool, JsonObject> json) {
        if (pool.isEmpty()) {
            Answers.problem(context, ApiProblem.Kind.NOT_FOUND, otherwise);
            return;
        }
        context.response().putHeader("ETag", EntityTag.of(pool.get()));
        Answers.json(context, 200, json.apply(pool.get()));
    }

    /// Each node checks for itself, so each tells of its own checks.
    private void checks(RoutingContext context) {
        var pool = String.valueOf(context.pathParam("pool"));
        var backend = String.valueOf(context.pathParam("backend"));
        if (services.pools().checks(pool, backend).isEmpty()) {
            Answers.problem(context, ApiProblem.Kind.NOT_FOUND, "there is no backend " + pool + "/" + backend);
            return;
        }
        List<Future<JsonObject>> asked = everywhere.all().stream()
                .map(node -> services.peers()
                        .ask(node, PeerCalls.checks(pool, backend))
                        .map(told -> new JsonObject().put("node", node).put("checks", told.getJsonArray("checks")))
                        .otherwise(failure -> new JsonObject()
                                .put("node", node)
                                .put("problem", String.valueOf(failure.getMessage()))))
                .toList();
        Future.join(asked)
                .onComplete(_ -> Answers.json(
                        context,
                        200,
                        new JsonObject()
                                .put("pool", pool)
                                .put("backend", backend)
                                .put(
                                        "nodes",
                                        new JsonArray(asked.stream()
                                                .map(Future::result)
                                                .toList()))));
    }

    private void change(Api api, HttpMethod method, String path, Set<String> keys, Function<Call, PoolChange> change) {
        api.take(method, path, Caller.Role.OPERATOR, context -> {
            switch (Body.json(context, keys)) {
                case Body.Wrong(var problem) -> Answers.problem(context, problem);
                case Body.Text _ -> throw new IllegalStateException("not asked for");
                case Body.Json(var body) -> change(new Call(context, body), change);
            }
        });
    }

    private void change(Call call, Function<Call, PoolChange> understood) {
        var context = call.context();
        PoolChange change;
        try {
            change = understood.apply(call);
        } catch (IllegalArgumentException | ArithmeticException e) {
            Answers.problem(context, ApiProblem.Kind.NOT_UNDERSTOOD, String.valueOf(e.getMessage()));
            return;
        }
        var wish = everywhere.wish(context, "pool " + call.pool(), change.text());
        everywhere
                .change(context, PeerCalls.pool(wish, call.pool(), change))
                .onSuccess(answer -> answer(call, change, answer))
                .onFailure(failure ->
                        Answers.problem(context, ApiProblem.Kind.NO_ANSWER, String.valueOf(failure.getMessage())));
    }

    private void answer(Call call, PoolChange change, JsonObject answer) {
        var context = call.context();
        var refused = answer.getString("refused");
        if (refused != null) {
            Answers.problem(context, kind(answer), refused);
            return;
        }
        var pool = found(call.pool());
        pool.ifPresent(one -> context.response().putHeader("ETag", EntityTag.of(one)));
        Answers.json(
                context,
                Everywhere.status(answer.getJsonObject("nodes"), change instanceof PoolChange.Add ? 201 : 200),
                new JsonObject()
                        .put("text", change.text())
                        .put("pool", pool.map(StatusJson::pool).orElse(null))
                        .put("nodes", answer.getJsonObject("nodes")));
    }

    private static ApiProblem.Kind kind(JsonObject answer) {
        if (answer.getBoolean("hasChanged", false)) return ApiProblem.Kind.HAS_CHANGED;
        return answer.getBoolean("conflict", false) ? ApiProblem.Kind.CONFLICT : ApiProblem.Kind.NOT_FOUND;
    }
}
