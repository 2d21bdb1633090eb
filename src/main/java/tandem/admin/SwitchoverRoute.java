package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/// `POST /v1/vips/{vip}/switchover`, with an optional JSON body `{"to": "node"}`. Asked of any node: the one that owns
/// the VIP does it.
final class SwitchoverRoute {
    private final Services services;

    private SwitchoverRoute(Services services) {
        this.services = services;
    }

    static void add(Api api, Services services) {
        api.take(
                HttpMethod.POST,
                "/v1/vips/{vip}/switchover",
                Caller.Role.OPERATOR,
                new SwitchoverRoute(services)::moved);
    }

    private void moved(RoutingContext context) {
        var to = Body.text(context, "to", true);
        if (to instanceof Body.Wrong(var problem)) {
            Answers.problem(context, problem);
            return;
        }
        var vip = String.valueOf(context.pathParam("vip"));
        var node = ((Body.Text) to).value();
        var wish = new Audit.Wish(
                Gate.caller(context).name(),
                Gate.address(context) + " at "
                        + services.snapshot().get().about().node(),
                "vip " + vip,
                "switch over" + node.map(name -> " to " + name).orElse(""));
        move(vip, PeerCalls.switchover(wish, vip, node))
                .onSuccess(reply -> answer(context, reply))
                .onFailure(failure ->
                        Answers.problem(context, ApiProblem.Kind.NO_ANSWER, String.valueOf(failure.getMessage())));
    }

    /// At the owner, or where nobody is known to be one, here.
    private Future<SwitchoverReply> move(String vip, JsonObject question) {
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
            case SwitchoverReply.UnderWay(var text) -> Answers.json(context, 202, new JsonObject().put("text", text));
            case SwitchoverReply.UnknownVip(var text) -> Answers.problem(context, ApiProblem.Kind.NOT_FOUND, text);
            case SwitchoverReply.Refused(var text, var owner) -> {
                var more = new JsonObject();
                owner.ifPresent(name -> more.put("owner", name));
                Answers.problem(context, new ApiProblem(ApiProblem.Kind.CONFLICT, text, more));
            }
        }
    }
}
