package tandem.proxy;

import io.netty.channel.ChannelFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.health.HealthTable;
import tandem.tls.ServerTls;

/// The data path of a node: takes HTTP/1.1 requests on every event loop and passes them to a pool.
///
/// May be used from any thread.
public final class ProxyServer implements LivePools.Figures {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);

    private final Vertx vertx;
    private final Sockets sockets;
    private final List<Upstream> upstreams;
    private final Upstream usual;
    private final LiveEdge edge;
    private final Traffic traffic;
    private final List<ProxyVerticle> verticles;
    private final Map<ProxySettings.Listen, Listening> listeners = new ConcurrentHashMap<>();
    private final Map<ProxySettings.Listen, Future<Void>> releases = new ConcurrentHashMap<>();
    private volatile int port;

    private ProxyServer(
            Vertx vertx, ProxySettings settings, List<Served> pools, List<Upstream> upstreams, LiveEdge edge) {
        this.vertx = vertx;
        this.sockets = new Sockets(vertx);
        this.upstreams = upstreams;
        this.usual = upstream(settings.pool()).orElseThrow();
        this.edge = edge;
        this.traffic = new Traffic();
        this.verticles = new ArrayList<>();
        Loop.Shared shared = new Loop.Shared(Served.dialers(pools), settings, upstreams, traffic, edge.now());
        for (int index = 0; index < settings.eventLoops(); index++) verticles.add(new ProxyVerticle(shared, index));
    }

    /// What comes of [#unlisten].
    ///
    /// @param closed  nobody is accepted any more, and another process may bind the address
    /// @param drained every connection that came by it has ended
    public record Release(Future<Void> closed, Future<Void> drained) {}

    /// Begins to serve one pool, and nothing besides. Fails when the address cannot be listened on.
    public static Future<ProxyServer> start(
            Vertx vertx, ProxySettings settings, PoolSettings pool, HealthTable health) {
        return start(
                vertx,
                settings,
                List.of(new Served(pool, health, Dialer.open(vertx, pool.transport()))),
                EdgeSettings.NONE);
    }

    /// Begins to serve. Reads the files of pages and opens the access log, so this is not for an event
    /// loop.
    ///
    /// @param vertx  its event loops carry the traffic: at least `eventLoops` of them, natively
    /// @param pools  among them that which the settings name, and those that routes name
    /// @param more   what is done besides passing requests on
    /// @return fails when the address cannot be listened on, or a file not be read or written
    public static Future<ProxyServer> start(
            Vertx vertx, ProxySettings settings, List<Served> pools, EdgeSettings more) {
        LiveEdge edge;
        List<Upstream> upstreams;
        try {
            upstreams = Upstream.open(pools);
            edge = LiveEdge.open(more, settings, upstreams.stream().anyMatch(Upstream::tellsClients));
        } catch (IOException e) {
            return Future.failedFuture(e);
        }
        ProxyServer server = new ProxyServer(vertx, settings, pools, upstreams, edge);
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
        return listen(ListenerSettings.plain(listen), null);
    }

    /// Opens another listener.
    ///
    /// @param tls what makes its connections safe, null for a plain one; closed with the listener
    /// @return the port; fails when the address cannot be listened on
    public Future<Integer> listen(ListenerSettings settings, @Nullable ServerTls tls) {
        ProxySettings.Listen listen = settings.listen();
        // The socket of an earlier time must be gone.
        Future<Void> ready = releases.getOrDefault(listen, Future.succeededFuture());
        List<Future<Entrance>> entrances = new ArrayList<>();
        return ready.compose(free -> {
                    for (ProxyVerticle verticle : verticles)
                        entrances.add(verticle.run(() -> Future.succeededFuture(verticle.open(settings, tls))));
                    return Future.all(entrances);
                })
                .compose(open -> bind(
                        settings, tls, entrances.stream().map(Future::result).toList()))
                .recover(failure -> Future.failedFuture(
                        new BindException("cannot listen on " + listen.text() + ": " + failure.getMessage())));
    }

    private Future<Integer> bind(ListenerSettings settings, @Nullable ServerTls tls, List<Entrance> entrances) {
        Promise<Integer> bound = Promise.promise();
        var _ = sockets.bind(settings.listen(), new Acceptor(entrances)).addListener((ChannelFuture binding) -> {
            if (binding.isSuccess()) {
                listeners.put(settings.listen(), new Listening(settings, tls, binding.channel(), entrances));
                bound.complete(((InetSocketAddress) binding.channel().localAddress()).getPort());
            } else {
                bound.fail(binding.cause());
            }
        });
        return bound.future();
    }

    /// Serves those who connect to an open listener in another way from now on; open connections go on.
    ///
    /// @param tls what makes new connections safe, null for plain ones
    public Future<Void> alter(ListenerSettings settings, @Nullable ServerTls tls) {
        listeners.computeIfPresent(settings.listen(), (listen, open) -> open.as(settings, tls));
        return onAll(verticle -> verticle.alter(settings, tls));
    }

    /// What is done with requests besides passing them on.
    public LiveEdge edge() {
        return edge;
    }

    /// Goes by other time-outs, limits and trusted proxies; what else the settings say is as at the start.
    ///
    /// @param next what is done besides from now on
    public Future<Void> apply(ProxySettings settings, NextEdge next) {
        edge.take(next);
        return onAll(verticle -> verticle.apply(settings, next.edge()))
                .compose(all -> blocking(() -> edge.retire(next)));
    }

    /// Stops to accept on an address that [#listen] was called for, at once.
    ///
    /// Requests in flight on connections that came by it are finished, and these connections are
    /// then closed; what takes longer than the limit is cut off.
    public Release unlisten(ProxySettings.Listen listen, Duration limit) {
        if (listen.port() == 0) throw new IllegalArgumentException("only an address with a port can be given up");
        Future<Void> closed = close(listen);
        releases.put(listen, closed);
        closed.onSuccess(gone -> LOG.info("No longer listening on {}", listen.text()));
        return new Release(closed, closed.compose(gone -> onAll(verticle -> verticle.drain(listen, limit))));
    }

    /// Closes a listening socket, if it is open.
    private Future<Void> close(ProxySettings.Listen listen) {
        Listening listener = listeners.remove(listen);
        if (listener == null) return Future.succeededFuture();
        Promise<Void> closed = Promise.promise();
        var _ = listener.channel().close().addListener(gone -> closed.complete());
        return closed.future();
    }

    /// From now on every answer is the last one on its connection, and quiet connections are closed.
    public void drain() {
        onEach(ProxyVerticle::drain);
    }

    /// Those who connect to one address of this node.
    public Visitors visitors() {
        return new Visitors(vertx, verticles);
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
        List<Future<Void>> closed =
                List.copyOf(listeners.keySet()).stream().map(this::close).toList();
        return Future.join(closed)
                .transform(done -> onAll(verticle -> verticle.shutdown(limit)))
                .eventually(this::undeploy)
                .eventually(() -> blocking(edge::close));
    }

    private Future<Void> blocking(Runnable action) {
        return vertx.executeBlocking(() -> {
                    action.run();
                    return 0;
                })
                .mapEmpty();
    }

    /// The listeners that are open.
    public List<ListenerSnapshot> listeners() {
        return listeners.values().stream()
                .map(Listening::snapshot)
                .sorted(Comparator.comparing(ListenerSnapshot::address))
                .toList();
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

    /// The counters as they are now; of backends, those of the pool of the settings.
    public ProxySnapshot snapshot() {
        return traffic.snapshot(usual, upstreams, edge.now());
    }

    @Override
    public Optional<LivePools.Counted> of(String pool) {
        return upstream(pool).map(Function.identity());
    }

    private Optional<Upstream> upstream(String pool) {
        return upstreams.stream().filter(one -> one.name().equals(pool)).findFirst();
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
