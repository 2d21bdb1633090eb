package tandem.proxy;

import io.netty.channel.EventLoop;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tandem.http.HeadWriter;

/// What one event loop has for itself: connections to backends, a balancer, a clock, and what is used again
/// and again.
///
/// The clock is read once in a tick and not for every event, since reading it costs more than most
/// events do.
final class Loop {
    /// Whichever address it is.
    static final String ANY = "";

    private static final long LONGEST_TICK_MILLIS = 1000;
    private static final long SHORTEST_TICK_MILLIS = 10;
    private static final long TICKS_IN_TIMEOUT = 16;
    private static final long LOOKS = 10;
    private static final long SHORTEST_WATCH_MILLIS = 5;
    private static final long LONGEST_WATCH_MILLIS = 100;

    private final EventLoop eventLoop;
    private final Map<String, Dialer> dialers;
    private ProxySettings settings;
    private Way usual;
    private final Map<String, Way> ways = new HashMap<>();
    private @Nullable Edge edge;
    private final Traffic traffic;
    private final IdentityHashMap<Upstream.Target, UpstreamPool> pools = new IdentityHashMap<>();
    private final ReceiveBuffer receive = new ReceiveBuffer();
    private Buffers buffers;
    private final HeadWriter writer = new HeadWriter();
    private final KeptHeads heads = new KeptHeads();
    private final List<Flushable> toFlush = new ArrayList<>();
    private final LaterFlush later;
    private final long tickMillis;
    private final OwnLateness lateness;
    private long now = System.nanoTime();
    private final Map<String, Promise<Void>> awaited = new HashMap<>();
    private boolean draining;
    private Set<String> sentOff = Set.of();

    /// What all event loops have in common.
    ///
    /// @param dialers   of each pool, by its name
    /// @param upstreams the pools, among them that of the settings
    /// @param edge      null where every request just goes to that pool
    record Shared(
            Map<String, Dialer> dialers,
            ProxySettings settings,
            List<Upstream> upstreams,
            Traffic traffic,
            @Nullable Edge edge) {}

    /// @param index of this event loop among those of the proxy
    Loop(EventLoop eventLoop, Shared shared, int index) {
        this.eventLoop = eventLoop;
        this.later = new LaterFlush(eventLoop, this::flush);
        this.dialers = shared.dialers;
        this.settings = shared.settings;
        this.buffers = Buffers.of(receive, settings.limits().bufferBytes());
        this.edge = shared.edge;
        this.traffic = shared.traffic;
        for (Upstream upstream : shared.upstreams) ways.put(upstream.name(), Way.first(upstream, index, settings));
        this.usual = way(settings.pool());
        this.lateness = new OwnLateness(TimeUnit.MILLISECONDS.toNanos(watchMillis()), now);
        this.tickMillis = tickFor(settings.timeouts());
    }

    private static long tickFor(ProxySettings.Timeouts timeouts) {
        long shortest = Stream.of(timeouts.response(), timeouts.header(), timeouts.body(), timeouts.idle())
                .mapToLong(Duration::toMillis)
                .min()
                .orElseThrow();
        return Math.clamp(shortest / TICKS_IN_TIMEOUT, SHORTEST_TICK_MILLIS, LONGEST_TICK_MILLIS);
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /// Opens connections to the backends of a pool.
    Dialer dialer(String pool) {
        return Objects.requireNonNull(dialers.get(pool), pool);
    }

    ProxySettings settings() {
        return settings;
    }

    /// Goes by other time-outs and limits from now on, and does other things besides.
    void apply(ProxySettings other, @Nullable Edge besides) {
        settings = other;
        edge = besides;
        buffers = buffers.upTo(other.limits().bufferBytes());
        ways.replaceAll((name, way) -> way.with(other));
        usual = way(other.pool());
    }

    /// The way to the pool of the settings.
    Way usual() {
        return usual;
    }

    /// The way to a pool.
    Way way(String pool) {
        return Objects.requireNonNull(ways.get(pool), pool);
    }

    /// What is done besides passing requests on; null for nothing.
    @Nullable
    Edge edge() {
        return edge;
    }

    /// What a client is answered in the proxy's own name that no route is known for.
    OwnAnswer page(Rejection rejection) {
        return edge == null ? OwnAnswer.of(rejection) : edge.page(rejection, null);
    }

    Traffic traffic() {
        return traffic;
    }

    /// A request was answered. By which address it came is looked at only while somebody waits to know.
    void answered(ClientStream stream) {
        if (awaited.isEmpty() || stream.traffic() == Traffic.UNCOUNTED) return;
        Promise<Void> any = awaited.get(ANY);
        if (any != null) any.tryComplete();
        Promise<Void> here = awaited.get(stream.local());
        if (here != null) here.tryComplete();
    }

    /// Tells of the next request of a client that is answered.
    ///
    /// @param local the address of this node that the client has connected to, or [#ANY]
    void tellOfNext(String local, Promise<Void> promise) {
        awaited.put(local, promise);
    }

    void tellNoMore(String local, Promise<Void> promise) {
        awaited.remove(local, promise);
    }

    /// How often [#watch] is due.
    long watchMillis() {
        long shortest =
                ways.values().stream().mapToLong(Way::shortestWait).min().orElseThrow();
        return Math.clamp(TimeUnit.NANOSECONDS.toMillis(shortest) / LOOKS, SHORTEST_WATCH_MILLIS, LONGEST_WATCH_MILLIS);
    }

    /// Looks for backends whose silence is too long.
    void watch() {
        long precise = System.nanoTime();
        lateness.seen(precise);
        for (UpstreamPool pool : List.copyOf(pools.values())) pool.watch(precise);
        for (Way way : ways.values()) way.watch(precise);
    }

    /// How long it has stood still.
    OwnLateness lateness() {
        return lateness;
    }

    /// Its connections to the backends of a pool that it has asked so far.
    List<UpstreamPool> pools(String name) {
        return pools.values().stream().filter(pool -> pool.name().equals(name)).toList();
    }

    /// What new connections of this loop get.
    Buffers buffers() {
        return buffers;
    }

    /// For one head after another; whoever writes one hands it over before anybody else writes.
    HeadWriter writer() {
        return writer;
    }

    /// This loop's connections to a backend.
    UpstreamPool pool(Way way, Upstream.Target target) {
        UpstreamPool pool = pools.get(target);
        if (pool == null) {
            pool = new UpstreamPool(this, way.upstream().name(), target);
            pools.put(target, pool);
        }
        return pool;
    }

    /// For the messages to come.
    KeptHeads heads() {
        return heads;
    }

    /// To be flushed at the end of this event.
    void toFlush(Flushable written) {
        toFlush.add(written);
    }

    /// To be flushed when all events that came together with this one are dealt with: for connections on which
    /// several answers may be under way, which are sent together then.
    void toFlushLater(Flushable written) {
        later.add(written);
    }

    /// Sends everything that was written. Every event that may have written something ends with this.
    void flush() {
        // To flush one may make another one write.
        for (int i = 0; i < toFlush.size(); i++) toFlush.get(i).flush();
        toFlush.clear();
    }

    /// Whether every answer from now on is the last one on its connection.
    boolean draining() {
        return draining;
    }

    void drain() {
        draining = true;
    }

    /// Whether there is any address whose clients are sent off.
    boolean sendsOff() {
        return !sentOff.isEmpty();
    }

    /// Whether answers to those who connected to this address are the last on their connections.
    boolean sendsOff(String local) {
        return sentOff.contains(local);
    }

    void sendOff(Set<String> locals) {
        sentOff = Set.copyOf(locals);
    }

    long tickMillis() {
        return tickMillis;
    }

    /// Nanoseconds from an arbitrary origin, behind by up to a tick.
    long now() {
        return now;
    }

    void tick() {
        now = System.nanoTime();
        // A copy, since a request that is given up may go on to a backend that was never asked.
        for (UpstreamPool pool : List.copyOf(pools.values())) pool.checkTimeouts();
        pools.values().removeIf(UpstreamPool::isDone);
        if (settings.limits().warmConnections() > 0 && !draining) warm();
    }

    private void warm() {
        for (Way way : ways.values())
            for (Upstream.Target target : way.choice().targets())
                pool(way, target).warm();
    }

    /// Whether this long has passed since; never too early, late by up to two ticks.
    boolean isPast(long since, Duration limit) {
        return now - since >= limit.toNanos() + TimeUnit.MILLISECONDS.toNanos(tickMillis);
    }

    /// Whether a client's side on which nothing has moved since is idle for too long.
    boolean isIdle(long moved) {
        return isPast(moved, settings.timeouts().idle());
    }

    /// Ends the connections that nothing uses, and keeps none from now on.
    void close() {
        for (UpstreamPool pool : pools.values()) pool.close();
        receive.close();
    }
}
