package tandem.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ServerID;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.health.HealthTable;

/// The data path of a node: takes HTTP/1.1 requests on every event loop and passes them to a pool.
///
/// May be used from any thread.
public final class ProxyServer {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);
    private static final AtomicInteger RANDOM_PORTS = new AtomicInteger();
    private static final long CLOSE_POLL_MILLIS = 2;

    private final Vertx vertx;
    private final Upstream upstream;
    private final Traffic traffic;
    private final List<ProxyVerticle> verticles;
    private final Map<ProxySettings.Listen, Future<Void>> releases = new ConcurrentHashMap<>();
    private volatile int port;

    private ProxyServer(Vertx vertx, ProxySettings settings, PoolSettings pool, HealthTable health) {
        this.vertx = vertx;
        this.upstream = new Upstream(pool, settings.timeouts(), health);
        this.traffic = new Traffic();
        this.verticles = new ArrayList<>();
        for (int index = 0; index < settings.eventLoops(); index++)
            verticles.add(new ProxyVerticle(settings, upstream, traffic, index));
    }

    /// What comes of [#unlisten].
    ///
    /// @param closed  nobody is accepted any more, and another process may bind the address
    /// @param drained every connection that came by it has ended
    public record Release(Future<Void> closed, Future<Void> drained) {}

    /// Begins to serve.
    ///
    /// @param vertx  its event loops carry the traffic; it should have at least `eventLoops` of
    ///               them, and the native transport
    /// @param pool   that which the settings name
    /// @param health of that pool's backends
    /// @return fails when the address cannot be listened on
    public static Future<ProxyServer> start(
            Vertx vertx, ProxySettings settings, PoolSettings pool, HealthTable health) {
        ProxyServer server = new ProxyServer(vertx, settings, pool, health);
        List<Future<String>> deployed =
                server.verticles.stream().map(vertx::deployVerticle).toList();
        return Future.all(deployed)
                .compose(all -> server.listen(settings.listen()))
                .map(port -> {
                    server.port = port;
                    return server;
                })
                .recover(failure -> server.undeploy().transform(undone -> Future.failedFuture(failure)));
    }

    /// The port of the address that the settings name.
    public int port() {
        return port;
    }

    /// Accepts connections on this address, too.
    ///
    /// @return the port; fails when the address cannot be listened on
    public Future<Integer> listen(ProxySettings.Listen listen) {
        SocketAddress address = listen.port() == 0
                ? SocketAddress.sharedRandomPort(RANDOM_PORTS.incrementAndGet(), listen.host())
                : SocketAddress.inetSocketAddress(listen.port(), listen.host());
        // The sockets of an earlier time must be gone, or the new listeners would join them.
        Future<Void> ready = releases.getOrDefault(listen, Future.succeededFuture());
        Future<Integer> first = ready.compose(free -> onFirst(verticle -> verticle.listen(address)));
        return first.compose(bound -> {
                    List<Future<Integer>> others = verticles.stream()
                            .skip(1)
                            .map(verticle -> verticle.run(() -> verticle.listen(address)))
                            .toList();
                    return Future.all(others).map(bound);
                })
                .onSuccess(bound -> LOG.info("Listening on {}", new ProxySettings.Listen(listen.host(), bound).text()))
                .recover(failure -> Future.failedFuture(
                        new BindException("cannot listen on " + listen.text() + ": " + failure.getMessage())));
    }

    /// Stops to accept on an address that [#listen] was called for, at once.
    ///
    /// Requests in flight on connections that came by it are finished, and these connections are
    /// then closed; what takes longer than the limit is cut off.
    public Release unlisten(ProxySettings.Listen listen, Duration limit) {
        if (listen.port() == 0) throw new IllegalArgumentException("only an address with a port can be given up");
        SocketAddress address = SocketAddress.inetSocketAddress(listen.port(), listen.host());
        Future<Void> drained = onAll(verticle -> verticle.unlisten(address, limit));
        Promise<Void> closed = Promise.promise();
        awaitClosed(new ServerID(address.port(), address.host()), closed);
        releases.put(listen, closed.future());
        closed.future().onSuccess(gone -> LOG.info("No longer listening on {}", listen.text()));
        return new Release(closed.future(), drained);
    }

    /// Vert.x tells only of the end of the whole shutdown, connections included. But the table by
    /// which listeners find the socket that they share loses its entry when that socket is closed.
    private void awaitClosed(ServerID shared, Promise<Void> closed) {
        if (!((VertxInternal) vertx).sharedTcpServers().containsKey(shared)) closed.complete();
        else vertx.setTimer(CLOSE_POLL_MILLIS, timer -> awaitClosed(shared, closed));
    }

    /// From now on every answer says that its connection ends with it, and connections that stay without a
    /// request are closed.
    public void drain() {
        onEach(ProxyVerticle::drain);
    }

    /// The same for the connections to one address of this node, or not any more.
    ///
    /// @param address literal
    public void sendOff(String address, boolean off) {
        onEach(verticle -> verticle.sendOff(address, off));
    }

    /// How many connections to one address of this node are open.
    ///
    /// @param address literal
    public Future<Integer> connectionsTo(String address) {
        List<Future<Integer>> counts = verticles.stream()
                .map(verticle -> verticle.run(() -> Future.succeededFuture(verticle.connectionsTo(address))))
                .toList();
        return Future.all(counts)
                .map(all -> counts.stream().mapToInt(Future::result).sum());
    }

    private void onEach(Consumer<ProxyVerticle> action) {
        for (ProxyVerticle verticle : verticles)
            verticle.run(() -> {
                action.accept(verticle);
                return Future.succeededFuture();
            });
    }

    /// Stops to accept, finishes the requests in flight within the limit, and ends everything.
    public Future<Void> shutdown(Duration limit) {
        return onAll(verticle -> verticle.shutdown(limit)).eventually(this::undeploy);
    }

    /// The connections that the node opens to itself; what comes on them is not counted as traffic.
    public OwnConnections own() {
        return traffic.own();
    }

    /// A way to run something on each of the event loops.
    public List<Executor> loops() {
        return verticles.stream().map(ProxyVerticle::executor).toList();
    }

    /// Requests that were taken in and are not yet answered in full.
    public int inFlight() {
        return traffic.inFlight();
    }

    /// Connections of clients that are open.
    public int connections() {
        return traffic.connections();
    }

    /// The counters as they are now.
    public ProxySnapshot snapshot() {
        return new ProxySnapshot(
                traffic.requests(), traffic.rejected(), traffic.inFlight(), traffic.connections(), upstream.snapshot());
    }

    /// What the backends of the pool do, for whoever waits for the end of a drain.
    public List<BackendActivity> activity() {
        return upstream.activity();
    }

    private <T> Future<T> onFirst(Function<ProxyVerticle, Future<T>> action) {
        ProxyVerticle first = verticles.getFirst();
        return first.run(() -> action.apply(first));
    }

    private Future<Void> onAll(Function<ProxyVerticle, Future<Void>> action) {
        return Future.join(verticles.stream()
                        .map(verticle -> verticle.run(() -> action.apply(verticle)))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> undeploy() {
        return Future.join(verticles.stream()
                        .map(ProxyVerticle::deploymentID)
                        .filter(id -> id != null && vertx.deploymentIDs().contains(id))
                        .map(vertx::undeploy)
                        .toList())
                .mapEmpty();
    }
}
