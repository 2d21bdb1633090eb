package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import tandem.tls.CertificateSnapshot;

/// The HTTP endpoints for operators and probes; `openapi.yaml` beside this class describes each of them.
public final class AdminServer {
    /// Without anything that could be sent: who neither finishes a request nor reads an answer is disconnected then.
    private static final int PATIENCE_SECONDS = 30;
    /// Open at a time to one of the addresses; one more is closed at once. Whoever is slow has a connection and no
    /// more.
    static final int MOST_CONNECTIONS = 1000;

    private final List<HttpServer> servers = new ArrayList<>();
    private final int patienceSeconds;
    private Optional<AdminTls> tls = Optional.empty();

    private AdminServer(int patienceSeconds) {
        this.patienceSeconds = patienceSeconds;
    }

    /// Listens where the settings say.
    ///
    /// @return fails with [ListenFailed] when an address cannot be bound, or when the tokens cannot be used
    public static Future<AdminServer> start(Vertx vertx, AdminSettings settings, Services services) {
        return start(vertx, settings, services, PATIENCE_SECONDS);
    }

    static Future<AdminServer> start(Vertx vertx, AdminSettings settings, Services services, int patienceSeconds) {
        var admin = new AdminServer(patienceSeconds);
        Router operators;
        try {
            operators = operators(vertx, settings, services);
        } catch (TokenFile.Unusable e) {
            return Future.failedFuture(e);
        }
        Observer.start(vertx, services.snapshot(), services.events());
        var listening = admin.secured(vertx, settings, operators);
        var health = settings.health();
        if (health != null)
            listening = listening.compose(
                    _ -> admin.listen(vertx, health, probes(vertx, services.readiness()), new HttpServerOptions())
                            .mapEmpty());
        return listening.map(admin);
    }

    /// The port of `admin.listen` as bound.
    public int port() {
        return servers.getFirst().actualPort();
    }

    /// The certificate of `admin.listen` as served; empty without TLS.
    public Optional<CertificateSnapshot> certificate() {
        return tls.flatMap(AdminTls::served);
    }

    /// Stops listening.
    public Future<Void> close() {
        return Future.join(servers.stream().map(HttpServer::close).toList()).mapEmpty();
    }

    private Future<Void> secured(Vertx vertx, AdminSettings settings, Router router) {
        tls = settings.access().tls().map(AdminTls::new);
        var options = tls.map(AdminTls::options).orElseGet(HttpServerOptions::new);
        return listen(vertx, settings.listen(), router, options)
                .onSuccess(server -> tls.ifPresent(own -> own.follow(vertx, server)))
                .mapEmpty();
    }

    private Future<HttpServer> listen(
            Vertx vertx, AdminSettings.Listen listen, Router router, HttpServerOptions options) {
        // Streams live on for longer than anything moves on them but a state each second.
        options.setHttp2ClearTextEnabled(false).setWriteIdleTimeout(patienceSeconds);
        var open = new AtomicInteger();
        return vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    connection.closeHandler(_ -> open.decrementAndGet());
                    if (open.incrementAndGet() > MOST_CONNECTIONS) connection.close();
                })
                .requestHandler(router)
                .invalidRequestHandler(NoRequest::answer)
                .listen(listen.port(), listen.host())
                .onSuccess(servers::add)
                .recover(cause -> Future.failedFuture(new ListenFailed(listen, cause)));
    }

    /// All calls of an operator.
    static Router operators(Vertx vertx, AdminSettings settings, Services services) {
        var tokens = settings.access()
                .tokensFile()
                .map(file -> new TokenFile(Path.of(file)))
                .orElse(null);
        if (tokens != null) tokens.follow(vertx);
        var router = Router.router(vertx);
        api(vertx, router, new Gate(tokens, settings.access().clients().orElse(null)), settings, services)
                .end();
        return router;
    }

    static Api api(Vertx vertx, Router router, Gate gate, AdminSettings settings, Services services) {
        var api = new Api(router, gate);
        var state = new ClusterState(services, settings.peers());
        var cors = new Cors(settings);
        probes(api, services.readiness());
        api.open("/v1/openapi.yaml", Resource.of("openapi.yaml", "application/yaml")::send);
        api.show("/metrics", context -> metrics(context, services));
        ClusterRoutes.add(api, services, state);
        SwitchoverRoute.add(api, services);
        PoolRoutes.add(api, services);
        ControlRoutes.add(api, services);
        ReloadRoutes.add(api, services);
        cors.preflight(router, "/v1/events");
        api.readable("/v1/events", cors, new EventStream(vertx, state, services.events())::open);
        DashboardRoutes.add(api, cors);
        return api;
    }

    /// Off the event loops: reading the JVM's own figures takes a while.
    private static void metrics(RoutingContext context, Services services) {
        context.vertx()
                .executeBlocking(services.metrics()::get, false)
                .onSuccess(text -> Answers.send(context, 200, "text/plain; version=0.0.4; charset=utf-8", text))
                .onFailure(context::fail);
    }

    /// Liveness and readiness alone.
    private static Router probes(Vertx vertx, Supplier<Readiness> readiness) {
        var router = Router.router(vertx);
        var api = new Api(router, Gate.OPEN);
        probes(api, readiness);
        api.end();
        return router;
    }

    private static void probes(Api api, Supplier<Readiness> readiness) {
        api.open("/livez", context -> Answers.text(context, 200, "alive"));
        api.open("/readyz", context -> {
            var now = readiness.get();
            if (now.ready()) Answers.text(context, 200, "ready");
            else Answers.text(context, 503, "not ready: " + String.join("; ", now.reasons()));
        });
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
