package tandem.admin;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.backend.PoolChange;

/// Pools and their backends, and changes of them. A change is made on the node that is asked, which may refuse it, and
/// then on every other one. It outlives them: [SharedPools].
final class PoolRoutes {
    private static final String POOL = "/v1/pools/{pool}";
    private static final String BACKEND = POOL + "/backends/{backend}";
    private static final long USUAL_DRAIN_SECONDS = 600;

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
            var value = body.getValue(key);
            if (value == null) return usual;
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
        var name = call.body().getValue("name") instanceof String given ? given : address;
        boolean backup = Boolean.TRUE.equals(call.body().getValue("backup"));
        int weight = Math.toIntExact(call.number("weight", 1));
        return new PoolChange.Add(
                new Backend(name, host, Integer.parseInt(address.substring(colon + 1)), weight, backup));
    }

    private JsonObject status() {
        return StatusJson.of(services.snapshot().get());
    }

    private @Nullable JsonObject found(String name) {
        return ClusterRoutes.named(status().getJsonArray("pools"), name).orElse(null);
    }

    private static String tag(JsonObject pool) {
        return "\"" + pool.getLong("version") + "\"";
    }

    private void pool(RoutingContext context) {
        var name = String.valueOf(context.pathParam("pool"));
        var pool = found(name);
        if (pool == null) {
            Answers.problem(context, ApiProblem.Kind.NOT_FOUND, "there is no pool " + name);
            return;
        }
        context.response().putHeader("ETag", tag(pool));
        Answers.json(context, 200, pool);
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
        var pool = found(call.pool());
        var expected = context.request().getHeader("If-Match");
        if (pool != null && expected != null && !expected.equals("*") && !expected.equals(tag(pool))) {
            Answers.problem(context, ApiProblem.Kind.HAS_CHANGED, "the pool's version is " + tag(pool) + " by now");
            return;
        }
        var wish = everywhere.wish(context, "pool " + call.pool(), change.text());
        var question = PeerCalls.pool(wish, call.pool(), change);
        services.peers()
                .ask(everywhere.self(), question)
                .onSuccess(here -> answer(call, change, question, here))
                .onFailure(context::fail);
    }

    private void answer(Call call, PoolChange change, JsonObject question, JsonObject here) {
        var context = call.context();
        var refused = here.getString("refused");
        if (refused != null) {
            boolean conflict = here.getBoolean("conflict", false);
            Answers.problem(context, conflict ? ApiProblem.Kind.CONFLICT : ApiProblem.Kind.NOT_FOUND, refused);
            return;
        }
        everywhere.ask(everywhere.others(), question).onSuccess(nodes -> {
            var pool = found(call.pool());
            if (pool != null) context.response().putHeader("ETag", tag(pool));
            Answers.json(
                    context,
                    change instanceof PoolChange.Add ? 201 : 200,
                    new JsonObject()
                            .put("text", change.text())
                            .put("pool", pool)
                            .put("nodes", nodes.put(everywhere.self(), "done")));
        });
    }
}
