package tandem.proxy;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;

/// The HTTP/2 connections of one event loop to one backend, and those that wait for a stream.
///
/// A further connection is opened when those that there are have all the streams that they may, at most
/// `proxy.connections-per-backend` of them. Nothing is sent on one before the backend has said how many
/// it takes
/// (RFC 9113 §3.4), so what speaks no HTTP/2 never sees a request.
final class UpstreamHttp2Pool {
    private final Loop loop;
    private final Upstream.Target target;
    private final Dialer dialer;
    private final UpstreamHttp2Settings settings;
    private final List<UpstreamHttp2> connections = new ArrayList<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    /// At most one task serves those that wait.
    private boolean serving;
    private int open;
    /// Those that nothing can be asked on yet.
    private int beginning;
    private boolean closed;

    /// Who waits, and for what.
    ///
    /// @param fresh whether for a connection on which nothing has been answered
    /// @param busy  whether since all connections are, and no other one may be opened
    /// @param since by [System#nanoTime()]
    private record Waiting(UpstreamPool.Waiter waiter, boolean fresh, boolean busy, long since) {}

    UpstreamHttp2Pool(Loop loop, Upstream.Target target, Dialer dialer, UpstreamHttp2Settings settings) {
        this.loop = loop;
        this.target = target;
        this.dialer = dialer;
        this.settings = settings;
    }

    Loop loop() {
        return loop;
    }

    Backend backend() {
        return target.backend();
    }

    UpstreamHttp2Settings settings() {
        return settings;
    }

    boolean isSecure() {
        return dialer.isSecure();
    }

    /// Finds a stream: at once if there is room.
    ///
    /// @param fresh whether connections that have answered will not do, since they may be broken as well
    void acquire(UpstreamPool.Waiter waiter, boolean fresh) {
        UpstreamHttp2 found = find(fresh);
        if (found != null) {
            waiter.connected(new UpstreamHttp2Stream(found, waiter, fresh));
            return;
        }
        if (waiting.size() >= loop.settings().limits().waitersPerBackend()) {
            waiter.refused(new Failure(Kind.POOL_EXHAUSTED, "all streams and waiting places are taken"));
            return;
        }
        boolean busy = beginning == 0 && !mayOpenMore();
        waiting.addLast(new Waiting(waiter, fresh, busy, System.nanoTime()));
        connectForThoseThatWait();
    }

    private boolean mayOpenMore() {
        if (open >= loop.settings().limits().connectionsPerBackend()) return false;
        // What takes nothing at all for now would take nothing by another connection either.
        for (UpstreamHttp2 one : connections) if (one.takesNothing()) return false;
        return true;
    }

    private @Nullable UpstreamHttp2 find(boolean fresh) {
        // Where there can be no new one, one that may be broken is better than none.
        boolean choosy = fresh && mayOpenMore();
        for (UpstreamHttp2 one : connections) if (one.hasRoom() && !(choosy && one.hasAnswered())) return one;
        return null;
    }

    /// Opens as many connections as those that wait need.
    private void connectForThoseThatWait() {
        if ((long) beginning * settings.streams() < waiting.size() && mayOpenMore()) connect();
    }

    private void connect() {
        open++;
        beginning++;
        target.load().opened();
        long begun = System.nanoTime();
        var limit = loop.settings().timeouts().connect();
        var _ = dialer.dial(loop.eventLoop(), target.backend(), limit, loop.buffers(), null)
                .addListener((Future<Channel> connecting) -> {
                    if (connecting.isSuccess()) {
                        begin(connecting.getNow(), limit.toNanos() - (System.nanoTime() - begun));
                    } else {
                        beginning--;
                        gone();
                        refuse(FailureClassifier.connecting(connecting.cause()));
                    }
                    loop.flush();
                });
    }

    private void begin(Channel channel, long left) {
        UpstreamHttp2 connection = new UpstreamHttp2(this, channel);
        connections.add(connection);
        channel.pipeline().addLast(connection.codec());
        var _ = loop.eventLoop().schedule(() -> giveUp(connection), Math.max(1, left), TimeUnit.NANOSECONDS);
    }

    /// The backend has not said a word of HTTP/2 within the time for a connection.
    private void giveUp(UpstreamHttp2 connection) {
        if (connection.isReady() || connection.isClosed()) return;
        connection.close();
    }

    /// There is no connection: nobody has to wait for one any more, unless another one is there.
    private void refuse(Failure failure) {
        boolean another = open > 0;
        int count = another ? Math.min(1, waiting.size()) : waiting.size();
        for (int i = 0; i < count; i++) {
            UpstreamPool.Waiter next = waiting.pollFirst().waiter;
            if (!next.isOver()) next.refused(failure);
        }
        if (another) connectForThoseThatWait();
    }

    /// A connection can be used.
    void ready(UpstreamHttp2 connection) {
        beginning--;
        if (closed) connection.retire();
        serve();
    }

    /// Perhaps somebody's turn has come: a little later, since the codec is in the middle of what it does.
    void roomMayHaveGrown() {
        if (waiting.isEmpty() || serving) return;
        serving = true;
        loop.eventLoop().execute(() -> {
            serving = false;
            serve();
        });
    }

    private void serve() {
        int count = waiting.size();
        for (int i = 0; i < count && !waiting.isEmpty(); i++) {
            Waiting next = waiting.pollFirst();
            if (next.waiter.isOver()) continue;
            UpstreamHttp2 found = find(next.fresh);
            if (found == null) {
                waiting.addLast(next);
            } else {
                if (next.busy) target.load().waited(System.nanoTime() - next.since);
                next.waiter.connected(new UpstreamHttp2Stream(found, next.waiter, next.fresh));
            }
        }
        connectForThoseThatWait();
        loop.flush();
    }

    /// Nothing new is asked on a connection, which may still have requests under way.
    void left() {
        connectForThoseThatWait();
    }

    /// A connection has ended.
    ///
    /// @param how it has broken the rules; null when it has not
    void closed(UpstreamHttp2 connection, @Nullable String how) {
        gone();
        connections.remove(connection);
        if (connection.isReady()) {
            connectForThoseThatWait();
        } else {
            beginning--;
            refuse(new Failure(
                    Kind.CONNECT_FAILED, "it does not begin to speak HTTP/2" + (how == null ? "" : ": " + how)));
        }
    }

    private void gone() {
        open--;
        target.load().ended();
    }

    /// Asks nothing more on connections that go to where the backend is no more.
    void keepOnly(Whereabouts of) {
        for (UpstreamHttp2 connection : List.copyOf(connections))
            if (!of.has(connection.channel())) connection.retire();
    }

    /// Whether it has no connection, and nobody waits for one.
    boolean isUnused() {
        return open == 0 && waiting.isEmpty();
    }

    /// Opens a connection if there is none, whether or not anybody needs it: one is enough for many
    /// requests.
    void warm() {
        if (!closed && open == 0) connect();
    }

    /// No longer waits.
    void forget(UpstreamPool.Waiter waiter) {
        waiting.removeIf(entry -> entry.waiter.equals(waiter));
    }

    /// @param out whether the backend gets no requests
    void checkTimeouts(boolean out) {
        for (UpstreamHttp2 connection : List.copyOf(connections)) connection.checkTimeouts(out);
        var limit = loop.settings().timeouts().response();
        while (!waiting.isEmpty() && loop.isPast(waiting.peekFirst().since, limit)) {
            UpstreamPool.Waiter late = waiting.pollFirst().waiter;
            if (!late.isOver())
                late.refused(
                        new Failure(Kind.POOL_EXHAUSTED, "no stream became free within " + limit.toMillis() + " ms"));
        }
    }

    void close() {
        closed = true;
        for (UpstreamHttp2 connection : List.copyOf(connections)) connection.retire();
    }
}
