package tandem.admin;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;

/// Makes a change with an `Idempotency-Key` once, however often it is sent.
final class OnceOnly {
    static final String FIELD = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final int LONGEST_KEY = 255;

    private final Replays replays = new Replays();

    /// The same change, once for each key. To stand behind the gate and the body.
    Handler<RoutingContext> handler(Handler<RoutingContext> change) {
        return context -> {
            var text = context.request().getHeader(FIELD);
            if (text == null) change.handle(context);
            else if (text.isBlank() || text.length() > LONGEST_KEY)
                Answers.problem(
                        context,
                        ApiProblem.Kind.NOT_UNDERSTOOD,
                        FIELD + " has 1 to " + LONGEST_KEY + " characters, such as those of a UUID");
            else once(context, new Replays.Key(Gate.caller(context).name(), text), change);
        };
    }

    private void once(RoutingContext context, Replays.Key key, Handler<RoutingContext> change) {
        switch (replays.take(key, call(context), Instant.now())) {
            case Replays.Verdict.First first -> {
                Answers.listen(context, answer -> replays.answered(first, answer));
                change.handle(context);
            }
            case Replays.Verdict.Other() ->
                Answers.problem(
                        context,
                        ApiProblem.Kind.KEY_USED,
                        "another call was made with this " + FIELD + "; take a new one for each change");
            case Replays.Verdict.Again(var answered) -> {
                var own = context.vertx().getOrCreateContext();
                answered.onSuccess(answer -> own.runOnContext(_ -> repeat(context, answer)));
            }
        }
    }

    private static void repeat(RoutingContext context, Replays.Answer answer) {
        var response = context.response();
        if (response.closed()) return;
        response.putHeader(REPLAYED, "true");
        if (!answer.etag().isEmpty()) response.putHeader("ETag", answer.etag());
        Answers.send(context, answer.status(), answer.type(), answer.body());
    }

    private static Sha256 call(RoutingContext context) {
        var request = context.request();
        var body = context.body().asString();
        return Sha256.of(String.join(
                "\n",
                request.method().name(),
                request.uri(),
                String.valueOf(request.getHeader("If-Match")),
                String.valueOf(body)));
    }
}
