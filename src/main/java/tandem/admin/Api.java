package tandem.admin;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The calls that there are: each goes through the gate, and whatever is no call gets a problem.
final class Api {
    static final int MOST_BYTES = 1024 * 1024;

    private final Router router;
    private final Gate gate;
    private final OnceOnly once = new OnceOnly();
    private final List<Call> calls = new ArrayList<>();

    /// One call.
    ///
    /// @param path as OpenAPI writes it, `/v1/vips/{vip}`
    /// @param needed what a caller has to be; null for a call that everybody may make
    record Call(HttpMethod method, String path, Caller.@Nullable Role needed) {
        Pattern pattern() {
            return Pattern.compile(path.replaceAll("\\{[a-z]+}", "[^/]+"));
        }
    }

    Api(Router router, Gate gate) {
        this.router = router;
        this.gate = gate;
        router.route().handler(context -> {
            if (gate.isWellMeant(context)) context.next();
        });
        // Who is gone in the middle of a body needs no answer, and the log no lines about it.
        router.route().failureHandler(context -> {
            if (!(context.failure() instanceof HttpClosedException)) context.next();
        });
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /// A call that everybody may make.
    void open(String path, Handler<RoutingContext> handler) {
        add(new Call(HttpMethod.GET, path, null), handler);
    }

    /// A call that shows something.
    void show(String path, Handler<RoutingContext> handler) {
        add(new Call(HttpMethod.GET, path, Caller.Role.VIEWER), handler);
    }

    /// A call that shows something, also to the pages of the cluster's other nodes. They have to see a refusal, too.
    void readable(String path, Cors cors, Handler<RoutingContext> handler) {
        router.get(path).handler(cors.readable(RoutingContext::next));
        show(path, handler);
    }

    /// A call with a body. The gate stands before the body is read.
    void take(HttpMethod method, String path, Caller.Role needed, Handler<RoutingContext> handler) {
        add(new Call(method, path, needed), handler);
    }

    private void add(Call call, Handler<RoutingContext> handler) {
        calls.add(call);
        var route = router.route(call.method(), call.path().replaceAll("\\{([a-z]+)}", ":$1"));
        var needed = call.needed();
        if (needed == null) {
            route.handler(handler);
            return;
        }
        route.handler(gate.admit(needed, RoutingContext::next));
        if (!call.method().equals(HttpMethod.GET)) {
            route.handler(Api::hasCondition);
            var body = BodyHandler.create(false).setBodyLimit(MOST_BYTES);
            // Not by its own name: then Vert.x would have it stand before the gate.
            route.handler(context -> body.handle(context));
        }
        route.handler(needed == Caller.Role.OPERATOR ? once.handler(handler) : handler);
    }

    /// What replaces or removes something has to say what it takes that for: two who do it at once would not notice.
    private static void hasCondition(RoutingContext context) {
        var method = context.request().method();
        boolean needed = method.equals(HttpMethod.PUT) || method.equals(HttpMethod.DELETE);
        switch (IfMatch.of(context.request().getHeader(IfMatch.FIELD))) {
            case IfMatch.Wrong _ ->
                Answers.problem(
                        context, ApiProblem.Kind.NOT_UNDERSTOOD, "If-Match is a list of tags, such as \"1a2b\", or *");
            case IfMatch.Absent _
            when needed ->
                Answers.problem(
                        context,
                        ApiProblem.Kind.CONDITION_NEEDED,
                        "send If-Match: with the ETag of what you have seen, or * for whatever it is");
            case IfMatch.Absent _, IfMatch.Any _, IfMatch.OneOf _ -> context.next();
        }
    }

    /// After the last call: what none of them is, and what one of them throws.
    void end() {
        router.errorHandler(404, context -> {
            if (!allowed(context).isEmpty()) wrongMethod(context);
            else
                Answers.problem(
                        context,
                        ApiProblem.Kind.NOT_FOUND,
                        "there is nothing at " + context.request().path());
        });
        router.errorHandler(405, this::wrongMethod);
        router.errorHandler(413, context -> {
            RestOfBody.dropAndClose(context);
            Answers.problem(context, ApiProblem.Kind.TOO_LARGE, "a body has " + MOST_BYTES + " bytes at most");
        });
        router.errorHandler(
                400,
                context -> Answers.problem(context, ApiProblem.Kind.NOT_UNDERSTOOD, String.valueOf(reason(context))));
        router.errorHandler(
                500, context -> Answers.problem(context, ApiProblem.Kind.FAILED, String.valueOf(reason(context))));
    }

    private static @Nullable String reason(RoutingContext context) {
        var failure = context.failure();
        return failure == null ? "the call makes no sense" : failure.getMessage();
    }

    private String allowed(RoutingContext context) {
        var path = context.request().path();
        return calls.stream()
                .filter(call -> path != null && call.pattern().matcher(path).matches())
                .map(call -> call.method().name())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private void wrongMethod(RoutingContext context) {
        var allowed = allowed(context);
        context.response().putHeader("Allow", allowed);
        Answers.problem(
                context,
                ApiProblem.Kind.WRONG_METHOD,
                context.request().method() + " is not for this; expected " + allowed);
    }
}
