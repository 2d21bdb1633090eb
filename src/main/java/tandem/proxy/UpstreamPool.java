package tandem.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.util.ArrayDeque;
import tandem.backend.Failure;

/// The connections of one event loop to one backend.
///
/// The one that was used last is used next, so that those that are not needed grow old and are closed.
final class UpstreamPool {
    private final Loop loop;
    private final String name;
    private final Upstream.Target target;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final AwaitedAnswers awaited = new AwaitedAnswers();
    private int open;
    private boolean closed;

    /// Wants a connection, and is told exactly once.
    interface Waiter extends UpstreamStream.Listener {

        /// Here it is.
        void connected(UpstreamStream stream);

        /// There is none; nothing was sent.
        void refused(Failure failure);

        /// Whether nobody wants it any more.
        boolean isOver();
    }

    private record Waiting(Waiter waiter, long since) {}

    /// @param name of the pool that the backend belongs to
    UpstreamPool(Loop loop, String name, Upstream.Target target) {
        this.loop = loop;
        this.name = name;
        this.target = target;
    }

    Upstream.Target target() {
        return target;
    }

    /// Looks for answers that are waited for too long.
    ///
    /// @param now by [System#nanoTime()]
    void watch(long now) {
        awaited.check(loop.way(name).patience(), target.load(), now);
    }

    /// Whoever waits for this backend's answer.
    AwaitedAnswers awaited() {
        return awaited;
    }

    /// Finds a connection: at once if one is idle.
    ///
    /// @param fresh whether none of the idle ones will do, since they may be broken as well
    void acquire(Waiter waiter, boolean fresh) {
        if (fresh && open >= loop.settings().limits().connectionsPerBackend()) makeRoom();
        UpstreamConnection kept = fresh ? null : idle.pollLast();
        if (kept != null) {
            waiter.connected(kept.begin(waiter));
        } else if (open < loop.settings().limits().connectionsPerBackend()) {
            connect(waiter);
        } else if (waiting.size() < loop.settings().limits().waitersPerBackend()) {
            waiting.addLast(new Waiting(waiter, loop.now()));
        } else {
            waiter.refused(new Failure(Failure.Kind.POOL_EXHAUSTED, "all connections and waiting places are taken"));
        }
    }

    /// What waits is served when it has closed.
    private void makeRoom() {
        UpstreamConnection oldest = idle.pollFirst();
        if (oldest != null) oldest.close();
    }

    private void connect(Waiter waiter) {
        open++;
        loop.sockets()
                .connect(
                        loop.eventLoop(),
                        target.backend(),
                        loop.settings().timeouts().connect(),
                        loop.receive())
                .addListener((ChannelFuture connecting) -> connected(waiter, connecting));
    }

    private void connected(Waiter waiter, ChannelFuture connecting) {
        if (connecting.isSuccess()) {
            Channel channel = connecting.channel();
            UpstreamConnection connection = new UpstreamConnection(loop, this);
            channel.pipeline().addLast(connection);
            if (waiter.isOver()) release(connection);
            else waiter.connected(connection.begin(waiter));
        } else {
            open--;
            if (!waiter.isOver()) waiter.refused(FailureClassifier.connecting(connecting.cause()));
            serveNext();
        }
        loop.flush();
    }

    /// A connection is free again.
    void release(UpstreamConnection connection) {
        while (!waiting.isEmpty()) {
            Waiter next = waiting.pollFirst().waiter;
            if (next.isOver()) continue;
            next.connected(connection.begin(next));
            return;
        }
        if (closed) {
            connection.close();
        } else {
            connection.idleSince(loop.now());
            idle.addLast(connection);
        }
    }

    /// A connection has ended.
    void closed(UpstreamConnection connection, boolean wasIdle) {
        open--;
        if (wasIdle) idle.remove(connection);
        serveNext();
    }

    private void serveNext() {
        while (!waiting.isEmpty() && open < loop.settings().limits().connectionsPerBackend()) {
            Waiter next = waiting.pollFirst().waiter;
            if (!next.isOver()) connect(next);
        }
    }

    /// No longer waits for a connection.
    void forget(Waiter waiter) {
        waiting.removeIf(entry -> entry.waiter.equals(waiter));
    }

    void checkTimeouts() {
        var timeouts = loop.settings().timeouts();
        // What was open when a backend was taken out may be dead when it comes back.
        boolean out = !loop.way(name).choice().uses(target);
        while (!idle.isEmpty() && (out || loop.isPast(idle.peekFirst().idleSince(), timeouts.backendIdle())))
            idle.pollFirst().close();
        while (!waiting.isEmpty() && loop.isPast(waiting.peekFirst().since, timeouts.response())) {
            Waiter late = waiting.pollFirst().waiter;
            if (!late.isOver())
                late.refused(new Failure(
                        Failure.Kind.POOL_EXHAUSTED,
                        "no connection became free within "
                                + timeouts.response().toMillis() + " ms"));
        }
    }

    void close() {
        closed = true;
        for (UpstreamConnection connection : idle) connection.close();
        idle.clear();
    }
}
