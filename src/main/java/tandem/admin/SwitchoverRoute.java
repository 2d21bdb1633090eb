package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;

/// `POST /v1/vips/{vip}/switchover`, `hold` and `release`. Asked of any node: the one that owns the VIP does it.
final class SwitchoverRoute {
    private static final String LIMIT = "limitSeconds";
    private static final int USUAL_HOLD = 3600;
    private static final int LONGEST_HOLD = 7 * 86_400;

    private final Services services;

    private SwitchoverRoute(Services services) {
        this.services = services;
    }

    static void add(Api api, Services services) {
        var route = new SwitchoverRoute(services);
        api.take(HttpMethod.POST, "/v1/vips/{vip}/switchover", Caller.Role.OPERATOR, route::moved);
        api.take(HttpMethod.POST, "/v1/vips/{vip}/hold", Caller.Role.OPERATOR, route::held);
        api.take(HttpMethod.POST, "/v1/vips/{vip}/release", Caller.Role.OPERATOR, route::released);
    }

    private void moved(RoutingContext context) {
        var to = Body.text(context, "to", true);
        if (to instanceof Body.Wrong(var problem)) {
            Answers.problem(context, problem);
            return;
        }
        var vip = String.valueOf(context.pathParam("vip"));
        var node = ((Body.Text) to).value();
        var wish = wish(
                context, vip, "switch over" + node.map(name -> " to " + name).orElse(""));
        ask(context, vip, PeerCalls.switchover(wish, vip, node));
    }

    private void held(RoutingContext context) {
        switch (Body.json(context, Set.of(LIMIT))) {
            case Body.Wrong(var problem) -> Answers.problem(context, problem);
            case Body.Text _ -> throw new IllegalStateException("a body of one key was not asked for");
            case Body.Json(var json) -> {
                if (json.getValue(LIMIT, USUAL_HOLD) instanceof Integer seconds
                        && seconds >= 1
                        && seconds <= LONGEST_HOLD) {
                    var vip = String.valueOf(context.pathParam("vip"));
                    var wish = wish(context, vip, "hold it for " + seconds + " s");
                    ask(context, vip, PeerCalls.hold(wish, vip, Duration.ofSeconds(seconds)));
                } else
                    Answers.problem(
                            context,
                            ApiProblem.Kind.NOT_UNDERSTOOD,
                            LIMIT + " is a whole number from 1 to " + LONGEST_HOLD);
            }
        }
    }

    private void released(RoutingContext context) {
        if (Body.json(context, Set.of()) instanceof Body.Wrong(var problem)) {
            Answers.problem(context, problem);
            return;
        }
        var vip = String.valueOf(context.pathParam("vip"));
        ask(context, vip, PeerCalls.release(wish(context, vip, "release it"), vip));
    }

    private Audit.Wish wish(RoutingContext context, String vip, String wish) {
        return new Everywhere(services).wish(context, "vip " + vip, wish);
    }

    private void ask(RoutingContext context, String vip, JsonObject question) {
        owner(vip, Everywhere.condition(context).in(question))
                .onSuccess(reply -> answer(context, reply))
                .onFailure(failure ->
                        Answers.problem(context, ApiProblem.Kind.NO_ANSWER, String.valueOf(failure.getMessage())));
    }

    /// At the owner, or where nobody is known to be one, here.
    private Future<SwitchoverReply> owner(String vip, JsonObject question) {
        var snapshot = services.snapshot().get();
        var owner = snapshot.vips().statuses().stream()
                .filter(status -> status.name().equals(vip))
                .flatMap(status -> status.role().owner().stream())
                .findFirst()
                .orElse(snapshot.about().node());
        return services.peers().ask(owner, question).map(SwitchoverReply::of);
    }

    private static void answer(RoutingContext context, SwitchoverReply reply) {
        switch (reply) {
            case SwitchoverReply.Moved(var to, var text) ->
                Answers.json(context, 200, new JsonObject().put("owner", to).put("text", text));
            case SwitchoverReply.Done(var text) -> Answers.json(context, 200, new JsonObject().put("text", text));
            case SwitchoverReply.UnderWay(var text) -> Answers.json(context, 202, new JsonObject().put("text", text));
            case SwitchoverReply.UnknownVip(var text) -> Answers.problem(context, ApiProblem.Kind.NOT_FOUND, text);
            case SwitchoverReply.HasChanged(var text) -> Answers.problem(context, ApiProblem.Kind.HAS_CHANGED, text);
            case SwitchoverReply.Refused(var text, var owner) -> {
                var more = new JsonObject();
                owner.ifPresent(name -> more.put("owner", name));
                Answers.problem(context, new ApiProblem(ApiProblem.Kind.CONFLICT, text, more));
            }
        }
    }
}
