package tandem.admin;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;

/// Answers what is no HTTP request, or has a head beyond the limits, like everything else with a problem. Nothing that
/// comes behind it on its connection can be understood.
final class NoRequest {

    private NoRequest() {}

    static void answer(HttpServerRequest request) {
        var problem = problem(request.decoderResult().cause());
        Answers.write(request.response().putHeader("Connection", "close"), problem)
                .onComplete(_ -> request.connection().close());
    }

    private static ApiProblem problem(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException _ ->
                new ApiProblem(ApiProblem.Kind.PATH_TOO_LONG, "the first line of a request has a limit");
            case TooLongHttpHeaderException _ ->
                new ApiProblem(ApiProblem.Kind.HEAD_TOO_LARGE, "the fields of a request have a limit");
            case null, default -> new ApiProblem(ApiProblem.Kind.NOT_UNDERSTOOD, "this is no request of HTTP");
        };
    }
}
