package tandem.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tandem.backend.Backend;
import tandem.balance.Algorithm;
import tandem.fitness.Circuit;
import tandem.health.HealthSettings;
import tandem.health.HealthTable;
import tandem.proxy.PoolSettings;
import tandem.proxy.ProxyServer;
import tandem.proxy.ProxySettings;

/// The proxy once more, between a loopback listener and a backend inside this process: what is sent through it
/// makes the JVM load and compile the same code, and appears in no figure, no log and no application.
record WarmUpPath(HttpServer backend, ProxyServer proxy) implements Circuit {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String LOOPBACK = "127.0.0.1";
    private static final String NAME = "warm-up";
    private static final char LAST = (char) END;
    private static final String SHORT_BODY = "x".repeat(114) + LAST;
    private static final String LONG_BODY = "x".repeat(10 * 1024) + LAST;

    /// Opens it on the event loops of the proxy.
    ///
    /// @param eventLoops as many as the proxy has
    static WarmUpPath open(Vertx vertx, int eventLoops) throws CircuitFailed, InterruptedException {
        var backend = vertx.createHttpServer().requestHandler(WarmUpPath::answer);
        try {
            int port = await(backend.listen(0, LOOPBACK)).actualPort();
            return new WarmUpPath(backend, await(proxy(vertx, eventLoops, port)));
        } catch (ExecutionException | TimeoutException e) {
            backend.close();
            throw new CircuitFailed("no data path on the loopback address", e);
        }
    }

    private static Future<ProxyServer> proxy(Vertx vertx, int eventLoops, int backend) {
        var backends = List.of(new Backend(NAME, LOOPBACK, backend, 1));
        var pool = new PoolSettings(NAME, Algorithm.ROUND_ROBIN, backends, HealthSettings.DEFAULT);
        var health = new HealthTable(NAME, backends, HealthSettings.DEFAULT, System::nanoTime, _ -> {});
        var settings = new ProxySettings(
                new ProxySettings.Listen(LOOPBACK, 0),
                NAME,
                eventLoops,
                List.of(),
                ProxySettings.Timeouts.DEFAULT,
                ProxySettings.Limits.DEFAULT);
        return ProxyServer.start(vertx, settings, pool, health);
    }

    private static void answer(HttpServerRequest request) {
        var response = request.response().putHeader("Content-Type", "text/html;charset=UTF-8");
        request.end().onSuccess(_ -> response.end(LONG.equals(request.path()) ? LONG_BODY : SHORT_BODY));
    }

    private static <T> T await(Future<T> future) throws ExecutionException, TimeoutException, InterruptedException {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public InetSocketAddress listener() {
        return new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), proxy.port());
    }

    @Override
    public void close() {
        proxy.shutdown(Duration.ZERO).eventually(backend::close);
    }
}
