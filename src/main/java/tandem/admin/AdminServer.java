package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// The HTTP endpoints for operators and probes: `/status` (JSON), `/livez` and `/readyz` (text), and the one call
/// that changes something, `POST /v1/vips/{name}/switchover`.
///
/// Both suppliers are asked on an event loop for each request: they must read snapshots and never wait.
public final class AdminServer {
    private static final int IDLE_SECONDS = 30;

    private final List<HttpServer> servers = new ArrayList<>();

    private AdminServer() {}

    /// Listens where the settings say.
    ///
    /// @return fails with [ListenFailed] when an address cannot be bound
    public static Future<AdminServer> start(
            Vertx vertx,
            AdminSettings settings,
            Supplier<JsonObject> status,
            Supplier<Readiness> readiness,
            Switchover switchover) {
        var admin = new AdminServer();
        var operators = probes(vertx, readiness);
        operators.get("/status").handler(context -> json(context, status.get()));
        SwitchoverRoute.add(operators, switchover);
        var listening = admin.listen(vertx, settings.listen(), operators);
        var health = settings.health();
        if (health != null) listening = listening.compose(_ -> admin.listen(vertx, health, probes(vertx, readiness)));
        return listening.map(admin);
    }

    /// The port of `admin.listen` as bound.
    public int port() {
        return servers.getFirst().actualPort();
    }

    /// Stops listening.
    public Future<Void> close() {
        return Future.join(servers.stream().map(HttpServer::close).toList()).mapEmpty();
    }

    private Future<Void> listen(Vertx vertx, AdminSettings.Listen listen, Router router) {
        var options = new HttpServerOptions().setHttp2ClearTextEnabled(false).setIdleTimeout(IDLE_SECONDS);
        return vertx.createHttpServer(options)
                .requestHandler(router)
                .listen(listen.port(), listen.host())
                .onSuccess(servers::add)
                .recover(cause -> Future.failedFuture(new ListenFailed(listen, cause)))
                .mapEmpty();
    }

    private static Router probes(Vertx vertx, Supplier<Readiness> readiness) {
        var router = Router.router(vertx);
        router.get("/livez").handler(context -> text(context, 200, "alive"));
        router.get("/readyz").handler(context -> {
            var now = readiness.get();
            if (now.ready()) text(context, 200, "ready");
            else text(context, 503, "not ready: " + String.join("; ", now.reasons()));
        });
        return router;
    }

    private static void text(RoutingContext context, int status, String line) {
        context.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain; charset=utf-8")
                .putHeader("Cache-Control", "no-store")
                .end(line + "\n");
    }

    private static void json(RoutingContext context, JsonObject body) {
        context.response()
                .putHeader("Content-Type", "application/json")
                .putHeader("Cache-Control", "no-store")
                .end(body.encodePrettily() + "\n");
    }

    /// An address of the admin server cannot be bound.
    public static final class ListenFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ListenFailed(AdminSettings.Listen listen, Throwable cause) {
            super(
                    "the admin server cannot listen on " + listen.host() + ":" + listen.port() + ": "
                            + cause.getMessage(),
                    cause);
        }
    }
}
