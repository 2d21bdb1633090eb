package tandem.bench.peer;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyOptions;

/// vertx-http-proxy as its documentation sets it up, on one event loop. Arguments: ports for HTTP and HTTPS,
/// the port of the backend, a PKCS #12 store.
public final class VertxProxyMain {
    /// As in the root pom.
    public static final String VERSION = "vertx-http-proxy/5.0.10";

    private VertxProxyMain() {}

    public static void main(String... arguments) {
        int http = Integer.parseInt(arguments[0]);
        int https = Integer.parseInt(arguments[1]);
        int backend = Integer.parseInt(arguments[2]);
        var vertx =
                Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1));
        var client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAliveTimeout(300), new PoolOptions().setHttp1MaxSize(512));
        var proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(true), client)
                .origin(backend, "127.0.0.1");
        var options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setAcceptBacklog(4096)
                .setIdleTimeout(300);
        vertx.createHttpServer(new HttpServerOptions(options).setPort(http))
                .requestHandler(proxy)
                .listen()
                .onFailure(VertxProxyMain::end);
        var secured = new HttpServerOptions(options)
                .setPort(https)
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PfxOptions().setPath(arguments[3]).setPassword("benchmark"));
        vertx.createHttpServer(secured).requestHandler(proxy).listen().onFailure(VertxProxyMain::end);
    }

    private static void end(Throwable cause) {
        System.err.println(cause);
        System.exit(1);
    }
}
