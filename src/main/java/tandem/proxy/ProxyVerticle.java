package tandem.proxy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.tls.ServerTls;

/// The data path on one event loop: its clients' connections and its connections to backends.
///
/// Every method but the constructor and [#run] runs on that event loop.
final class ProxyVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyVerticle.class);

    /// A client that is sent off and asks nothing from one look to the next is disconnected. To do so at once
    /// would meet requests that are on their way.
    private static final long QUIET_MILLIS = 500;

    private final Loop.Shared shared;
    private TrustedProxies trusted;
    private final int index;

    private final Map<ProxySettings.Listen, Entrance> entrances = new HashMap<>();
    /// Those that nobody comes by any more.
    private final List<Entrance> left = new ArrayList<>();
    private final Set<String> sentOff = new HashSet<>();
    private @Nullable Loop loop;

    /// @param index of this event loop among those of the proxy
    ProxyVerticle(Loop.Shared shared, int index) {
        this.shared = shared;
        this.trusted = TrustedProxies.parse(shared.settings().trustedProxies());
        this.index = index;
    }

    @Override
    public Future<?> start() {
        Loop started = new Loop(((ContextInternal) context).nettyEventLoop(), shared, index);
        loop = started;
        vertx.setPeriodic(started.tickMillis(), timer -> tick());
        vertx.setPeriodic(started.watchMillis(), timer -> {
            started.watch();
            started.flush();
        });
        vertx.setPeriodic(QUIET_MILLIS, timer -> closeQuiet());
        return Future.succeededFuture();
    }

    private void tick() {
        loop().tick();
        for (OpenConnection connection : connections()) connection.checkTimeouts();
        loop().flush();
    }

    private List<OpenConnection> connections() {
        List<OpenConnection> all = new ArrayList<>();
        for (Entrance entrance : entrances.values()) all.addAll(entrance.connections());
        for (Entrance entrance : left) all.addAll(entrance.connections());
        return all;
    }

    /// Where connections come in that came by this listener.
    ///
    /// @param tls what makes them safe; null where it has none
    Entrance open(ListenerSettings listener, @Nullable ServerTls tls) {
        Entrance entrance = new Entrance(loop(), trusted, listener, tls);
        entrances.put(listener.listen(), entrance);
        return entrance;
    }

    /// Serves those who connect to a listener in another way from now on.
    Future<Void> alter(ListenerSettings listener, @Nullable ServerTls tls) {
        Entrance entrance = entrances.get(listener.listen());
        if (entrance != null) entrance.alter(listener, tls);
        return Future.succeededFuture();
    }

    /// Goes by other time-outs, limits and trusted proxies from now on; clients that are connected stay
    /// trusted or not.
    ///
    /// @param edge what is done besides; null for nothing
    Future<Void> apply(ProxySettings settings, @Nullable Edge edge) {
        trusted = TrustedProxies.parse(settings.trustedProxies());
        loop().apply(settings, edge);
        for (Entrance entrance : entrances.values()) entrance.trust(trusted);
        return Future.succeededFuture();
    }

    /// Ends the connections that came by this address, at the latest at the limit. Nobody is accepted there
    /// any more.
    Future<Void> drain(ProxySettings.Listen address, Duration limit) {
        Entrance entrance = entrances.remove(address);
        if (entrance == null) return Future.succeededFuture();
        left.add(entrance);
        long timer = vertx.setTimer(Math.max(1, limit.toMillis()), late -> entrance.abort());
        Future<Void> empty = entrance.drain();
        loop().flush();
        return empty.onComplete(gone -> {
            vertx.cancelTimer(timer);
            left.remove(entrance);
        });
    }

    /// Makes every answer from now on the last one on its connection, and ends the connections that stay
    /// without a request.
    void drain() {
        loop().drain();
    }

    /// The same, for those who have connected to this address of the node, or not any more.
    void sendOff(String address, boolean off) {
        if (off) sentOff.add(spelled(address));
        else sentOff.remove(spelled(address));
        loop().sendOff(sentOff);
    }

    /// As connections name their own end, since an IPv6 address can be written in many ways.
    private static String spelled(String literal) {
        return Entrance.literal(new InetSocketAddress(InetAddress.ofLiteral(literal), 0));
    }

    /// Tells of the next request that is answered, of those who have connected to this address of the node or,
    /// where it is empty, to any; until the promise is complete.
    void tellOfNext(String address, Promise<Void> promise) {
        String local = address.isEmpty() ? Loop.ANY : spelled(address);
        loop().tellOfNext(local, promise);
        promise.future().onComplete(told -> context.runOnContext(now -> loop().tellNoMore(local, promise)));
    }

    /// Those who have connected to this address of the node.
    Connected connectedTo(String address) {
        String local = spelled(address);
        return connections().stream()
                .filter(connection -> connection.local().equals(local))
                .map(connection -> new Connected(1, connection.underWay()))
                .reduce(Connected.NOBODY, Connected::and);
    }

    private void closeQuiet() {
        if (!loop().draining() && !loop().sendsOff()) return;
        for (OpenConnection connection : connections()) if (connection.closing()) connection.closeIfQuiet();
    }

    /// Ends everything.
    Future<Void> shutdown(Duration limit) {
        drain();
        List<Future<Void>> ended = new ArrayList<>();
        for (ProxySettings.Listen address : List.copyOf(entrances.keySet())) ended.add(drain(address, limit));
        return Future.join(ended)
                .eventually(() -> {
                    loop().close();
                    return Future.succeededFuture();
                })
                .mapEmpty();
    }

    /// Runs an action on this event loop. One that throws has failed.
    <T> Future<T> run(Supplier<Future<T>> action) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(now -> begun(action).onComplete(promise));
        return promise.future();
    }

    private static <T> Future<T> begun(Supplier<Future<T>> action) {
        try {
            return action.get();
        } catch (RuntimeException thrown) {
            LOG.error("a task of the data path failed", thrown);
            return Future.failedFuture(thrown);
        }
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
