package tandem.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The data path on one event loop: its listeners, its clients' connections and its connections to
/// backends.
///
/// Every method but the constructor and [#run] runs on that event loop.
final class ProxyVerticle extends VerticleBase {
    /// A client that is sent off and asks nothing from one look to the next is disconnected. To do so at once would
    /// meet requests that are on their way.
    private static final long QUIET_MILLIS = 500;

    private final ProxySettings settings;
    private final Upstream upstream;
    private final Traffic traffic;
    private final TrustedProxies trusted;
    private final int index;

    private final Map<SocketAddress, Listener> listeners = new HashMap<>();
    private final Map<HttpConnection, ClientConnection> connections = new HashMap<>();
    private final Set<String> sentOff = new HashSet<>();
    private @Nullable Loop loop;

    /// @param index of this event loop among those of the proxy
    ProxyVerticle(ProxySettings settings, Upstream upstream, Traffic traffic, int index) {
        this.settings = settings;
        this.upstream = upstream;
        this.traffic = traffic;
        this.trusted = TrustedProxies.parse(settings.trustedProxies());
        this.index = index;
    }

    /// One address that this event loop accepts connections on, together with the other event
    /// loops.
    private static final class Listener implements ClientConnection.Acceptor {
        private final HttpServer server;
        private final Promise<Void> empty = Promise.promise();
        private int open;
        private boolean draining;

        Listener(HttpServer server) {
            this.server = server;
        }

        @Override
        public boolean draining() {
            return draining;
        }

        void connected() {
            open++;
        }

        void disconnected() {
            open--;
            if (draining && open == 0) empty.tryComplete();
        }

        /// No connection comes any more.
        ///
        /// @return when the last one has ended
        Future<Void> empty() {
            if (open == 0) empty.tryComplete();
            return empty.future();
        }
    }

    @Override
    public Future<?> start() {
        Loop started = new Loop(context, settings, upstream, traffic, index);
        loop = started;
        vertx.setPeriodic(started.tickMillis(), timer -> {
            started.tick();
            // A copy, since ending one changes the map.
            for (ClientConnection connection : List.copyOf(connections.values())) connection.checkTimeouts();
        });
        vertx.setPeriodic(QUIET_MILLIS, timer -> closeQuiet());
        return Future.succeededFuture();
    }

    /// Accepts connections on an address.
    ///
    /// @param address the same one on every event loop; they share the socket
    /// @return the port that is listened on
    Future<Integer> listen(SocketAddress address) {
        HttpServer server = vertx.createHttpServer(serverOptions());
        Listener listener = new Listener(server);
        server.connectionHandler(connection -> connected(connection, listener));
        server.requestHandler(request -> {
            ClientConnection client = connections.get(request.connection());
            if (client != null) client.accept(request);
        });
        server.invalidRequestHandler(request -> {
            ClientConnection client = connections.get(request.connection());
            if (client != null) client.acceptInvalid(request);
        });
        server.exceptionHandler(Loop.IGNORE);
        listeners.put(address, listener);
        return server.listen(address)
                .map(HttpServer::actualPort)
                .onFailure(failure -> listeners.remove(address, listener));
    }

    private HttpServerOptions serverOptions() {
        return new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(false)
                .setMaxInitialLineLength(settings.limits().targetBytes())
                .setMaxHeaderSize(settings.limits().headerBytes())
                .setMaxChunkSize(Loop.CHUNK_BYTES)
                .setStrictThreadMode(true);
    }

    private void connected(HttpConnection connection, Listener listener) {
        ClientConnection client = new ClientConnection(loop(), connection, listener, trusted);
        connections.put(connection, client);
        listener.connected();
        client.traffic().connected();
        connection.exceptionHandler(Loop.IGNORE);
        connection.closeHandler(closed -> {
            connections.remove(connection);
            client.closed();
            client.traffic().disconnected();
            listener.disconnected();
        });
    }

    /// Stops accepting on this address, and ends the connections that came by it, at the latest at
    /// the limit.
    Future<Void> unlisten(SocketAddress address, Duration limit) {
        Listener listener = listeners.remove(address);
        if (listener == null) return Future.succeededFuture();
        listener.draining = true;
        return listener.server.shutdown(limit.toMillis(), TimeUnit.MILLISECONDS).eventually(() -> {
            // Those whose clients do not read: the server would wait for them to take what is
            // written.
            for (ClientConnection connection : List.copyOf(connections.values())) connection.abortIfOf(listener);
            return listener.empty();
        });
    }

    /// Makes every answer from now on the last one on its connection, and ends the connections that stay
    /// without a request.
    void drain() {
        loop().drain();
    }

    /// The same, for those who have connected to this address of the node, or not any more.
    void sendOff(String address, boolean off) {
        if (off) sentOff.add(address);
        else sentOff.remove(address);
        loop().sendOff(sentOff);
    }

    /// Connections of those who have connected to this address of the node.
    int connectionsTo(String address) {
        return (int) connections.values().stream()
                .filter(connection -> connection.local().equals(address))
                .count();
    }

    private void closeQuiet() {
        if (!loop().draining() && !loop().sendsOff()) return;
        for (ClientConnection connection : List.copyOf(connections.values()))
            if (connection.closing()) connection.closeIfQuiet();
    }

    /// Ends everything.
    Future<Void> shutdown(Duration limit) {
        drain();
        List<Future<Void>> ended = new ArrayList<>();
        for (SocketAddress address : List.copyOf(listeners.keySet())) ended.add(unlisten(address, limit));
        return Future.join(ended).eventually(() -> loop().client().close()).mapEmpty();
    }

    /// Runs an action on this event loop.
    <T> Future<T> run(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(now -> action.get().onComplete(promise));
        return promise.future();
    }

    /// Runs tasks on this event loop.
    Executor executor() {
        return task -> context.runOnContext(now -> task.run());
    }

    private Loop loop() {
        if (loop == null) throw new IllegalStateException("not started");
        return loop;
    }
}
