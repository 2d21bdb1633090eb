package tandem.proxy;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.backend.Failure;

/// The connections of one event loop to one backend.
///
/// The one that was used last is used next, so that those that are not needed grow old and are closed.
final class UpstreamPool {
    private static final TryPace.Tries NO_TRIES = new TryPace.Tries(0, 0, Long.MIN_VALUE / 2, Long.MIN_VALUE / 2, true);

    private final Loop loop;
    private final String name;
    private final Upstream.Target target;
    private final Dialer dialer;
    private final IdleConnections idle = new IdleConnections();
    private final Whereabouts whereabouts;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final AwaitedAnswers awaited = new AwaitedAnswers();
    /// Null where tries have no time-out.
    private final @Nullable TryPace pace;
    private TryPace.@Nullable Tries tries;
    private long triesAt;
    /// In the place of all that; null where HTTP/1.1 is spoken.
    private final @Nullable UpstreamHttp2Pool http2;
    private int open;
    private boolean closed;

    /// Wants a connection, and is told exactly once.
    interface Waiter extends UpstreamStream.Listener {

        /// Here it is.
        void connected(UpstreamStream stream);

        /// There is none; nothing was sent.
        void refused(Failure failure);

        /// Whose requests it would carry.
        ForwardedHeaders.Peer client();

        /// Whether nobody wants it any more.
        boolean isOver();
    }

    private record Waiting(Waiter waiter, long since) {}

    /// @param name of the pool that the backend belongs to
    UpstreamPool(Loop loop, String name, Upstream.Target target) {
        this.loop = loop;
        this.name = name;
        this.target = target;
        this.dialer = loop.dialer(name);
        this.whereabouts = new Whereabouts(() -> dialer.addresses(loop.eventLoop(), target.backend()));
        long tryLimit = loop.way(name).patience().tryLimit().toNanos();
        this.pace = tryLimit == 0 ? null : new TryPace(tryLimit, System.nanoTime());
        UpstreamHttp2Settings settings = dialer.http2();
        this.http2 = settings == null ? null : new UpstreamHttp2Pool(loop, target, dialer, settings);
    }

    Upstream.Target target() {
        return target;
    }

    /// Whether its connections speak HTTP/2, by which a backend can say that it has done nothing with a
    /// request.
    boolean isHttp2() {
        return http2 != null;
    }

    /// Whether its connections speak TLS.
    boolean isSecure() {
        return dialer.isSecure();
    }

    /// Looks for answers that are waited for too long.
    ///
    /// @param now by [System#nanoTime()]
    void watch(long now) {
        if (pace != null) pace.roll(now);
        Way way = loop.way(name);
        awaited.check(way.patience(), target.load(), now);
        HedgeDelay hedging = way.hedging();
        if (hedging != null) awaited.tellSlow(hedging.nanos(), now);
    }

    /// A request was sent to its end.
    ///
    /// @param now by [System#nanoTime()]
    void sent(long now) {
        if (pace != null) pace.sent(now);
    }

    /// The head of an answer has come.
    ///
    /// @param sent when the request was
    void answered(long sent, long now) {
        if (pace != null) pace.answered(sent, now);
    }

    /// A try was given up for being late.
    void givenUp() {
        if (pace != null) pace.givenUp();
    }

    /// Whether a try that is late is so because of this backend.
    ///
    /// @param sent when the request was
    /// @param now  by [System#nanoTime()]
    boolean isLateAlone(long sent, long now) {
        List<TryPace.Tries> others = loop.pools(name).stream()
                .filter(pool -> !pool.equals(this))
                .map(pool -> pool.tries(now))
                .toList();
        return TryPace.isAlone(sent, tries(now), others);
    }

    /// Reckoned once in a look.
    private TryPace.Tries tries(long now) {
        TryPace.Tries known = tries;
        if (pace == null) return NO_TRIES;
        if (known == null || now != triesAt)
            known = pace.within(awaited.sentBetween(pace.waitingTooLongSince(now), pace.waitingLongSince(now)), now);
        triesAt = now;
        tries = known;
        return known;
    }

    String name() {
        return name;
    }

    /// Whoever waits for this backend's answer.
    AwaitedAnswers awaited() {
        return awaited;
    }

    /// Finds a connection: at once if one is idle.
    ///
    /// @param fresh whether none of the idle ones will do, since they may be broken as well
    void acquire(Waiter waiter, boolean fresh) {
        if (http2 != null) {
            http2.acquire(waiter, fresh);
            return;
        }
        ForwardedHeaders.Peer owner = owner(waiter);
        UpstreamConnection kept = fresh ? null : idle.take(owner);
        // What waits is served when it has closed.
        if (kept == null
                && (fresh || owner != null)
                && open >= loop.settings().limits().connectionsPerBackend()) idle.closeOldest();
        if (kept != null) {
            waiter.connected(kept.begin(waiter));
        } else if (open < loop.settings().limits().connectionsPerBackend()) {
            connect(waiter);
        } else if (waiting.size() < loop.settings().limits().waitersPerBackend()) {
            waiting.addLast(new Waiting(waiter, System.nanoTime()));
        } else {
            waiter.refused(new Failure(Failure.Kind.POOL_EXHAUSTED, "all connections and waiting places are taken"));
        }
    }

    /// The only client whose requests a connection may carry; null where it may carry all.
    private ForwardedHeaders.@Nullable Peer owner(Waiter waiter) {
        return dialer.isForOneClient() ? waiter.client() : null;
    }

    /// @param waiter null where nobody waits for it
    private void connect(@Nullable Waiter waiter) {
        open++;
        target.load().opened();
        ForwardedHeaders.Peer owner = waiter == null ? null : owner(waiter);
        var _ = dialer.dial(
                        loop.eventLoop(),
                        target.backend(),
                        loop.settings().timeouts().connect(),
                        loop.buffers(),
                        owner)
                .addListener((Future<Channel> connecting) -> connected(waiter, owner, connecting));
    }

    private void connected(@Nullable Waiter waiter, ForwardedHeaders.@Nullable Peer owner, Future<Channel> connecting) {
        if (connecting.isSuccess()) {
            UpstreamConnection connection = new UpstreamConnection(loop, this, owner);
            connecting.getNow().pipeline().addLast(connection);
            if (waiter == null || waiter.isOver()) release(connection);
            else waiter.connected(connection.begin(waiter));
        } else {
            ended();
            if (waiter != null && !waiter.isOver()) waiter.refused(FailureClassifier.connecting(connecting.cause()));
            serveNext();
        }
        loop.flush();
    }

    /// A connection is free again.
    void release(UpstreamConnection connection) {
        while (!waiting.isEmpty()) {
            if (connection.owner() != null) {
                // Whoever waits gets one of its own in the place of this.
                connection.close();
                return;
            }
            Waiter next = served(waiting.pollFirst());
            if (next.isOver()) continue;
            next.connected(connection.begin(next));
            return;
        }
        if (closed || !whereabouts.keeps(connection)) {
            connection.close();
        } else {
            connection.idleSince(loop.now());
            idle.add(connection);
        }
    }

    /// A connection has ended.
    void closed(UpstreamConnection connection, boolean wasIdle) {
        ended();
        if (wasIdle) idle.remove(connection);
        serveNext();
    }

    private Waiter served(Waiting first) {
        target.load().waited(System.nanoTime() - first.since);
        return first.waiter;
    }

    private void ended() {
        open--;
        target.load().ended();
    }

    private void serveNext() {
        while (!waiting.isEmpty() && open < loop.settings().limits().connectionsPerBackend()) {
            Waiter next = served(waiting.pollFirst());
            if (!next.isOver()) connect(next);
        }
    }

    /// No longer waits for a connection.
    void forget(Waiter waiter) {
        if (http2 != null) http2.forget(waiter);
        else waiting.removeIf(entry -> entry.waiter.equals(waiter));
    }

    void checkTimeouts() {
        var timeouts = loop.settings().timeouts();
        // What was open when a backend was taken out may be dead when it comes back.
        boolean out = !loop.way(name).choice().uses(target);
        boolean moved = whereabouts.haveChanged();
        if (http2 != null) {
            if (moved) http2.keepOnly(whereabouts);
            http2.checkTimeouts(out);
            return;
        }
        if (moved) idle.keepOnly(whereabouts);
        for (UpstreamConnection oldest = idle.oldest();
                oldest != null && (out || loop.isPast(oldest.idleSince(), timeouts.backendIdle()));
                oldest = idle.oldest()) idle.closeOldest();
        while (!waiting.isEmpty() && loop.isPast(waiting.peekFirst().since, timeouts.response())) {
            Waiter late = waiting.pollFirst().waiter;
            if (!late.isOver())
                late.refused(new Failure(
                        Failure.Kind.POOL_EXHAUSTED,
                        "no connection became free within "
                                + timeouts.response().toMillis() + " ms"));
        }
    }

    /// Whether its backend was removed, and nothing of it is left.
    boolean isDone() {
        boolean unused = http2 == null ? open == 0 && waiting.isEmpty() : http2.isUnused();
        return unused && !loop.way(name).upstream().targets().has(target);
    }

    /// Opens what is missing of the connections that are to be open, whether or not anybody needs them.
    void warm() {
        if (http2 != null) {
            http2.warm();
            return;
        }
        var limits = loop.settings().limits();
        int least = Math.min(limits.warmConnections(), limits.connectionsPerBackend());
        if (closed || dialer.isForOneClient()) return;
        for (int missing = least - open; missing > 0; missing--) connect(null);
    }

    void close() {
        closed = true;
        idle.close();
        if (http2 != null) http2.close();
    }
}
