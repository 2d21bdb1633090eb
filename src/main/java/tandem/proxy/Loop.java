package tandem.proxy;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// What one event loop has for itself: connections to backends, a balancer, and a clock.
///
/// The clock is read once in a tick and not for every event, since reading it costs more than most
/// events do.
final class Loop {
    /// For failures that are told in another way too. Without it, Vert.x logs each of them as an
    /// error.
    static final Handler<Throwable> IGNORE = failure -> {};

    /// Large enough for what one read brings, so that it is passed on in one piece.
    static final int CHUNK_BYTES = 65536;

    private static final long LONGEST_TICK_MILLIS = 1000;
    private static final long SHORTEST_TICK_MILLIS = 10;
    private static final long TICKS_IN_TIMEOUT = 16;

    private final Context context;
    private final ProxySettings settings;
    private final Upstream upstream;
    private final Traffic traffic;
    private final RetryPolicy retry;
    private final BackendChoice choice;
    private final HttpClientAgent client;
    private final long tickMillis;
    private long now = System.nanoTime();
    private boolean draining;
    private Set<String> sentOff = Set.of();

    /// Made on the event loop itself.
    ///
    /// @param context of the verticle
    /// @param index   of this event loop among those of the proxy
    Loop(Context context, ProxySettings settings, Upstream upstream, Traffic traffic, int index) {
        this.context = context;
        this.settings = settings;
        this.upstream = upstream;
        this.traffic = traffic;
        this.retry = new RetryPolicy(upstream.name(), settings.limits().attempts());
        this.choice = new BackendChoice(upstream, index);
        this.client = createClient(context.owner(), settings);
        long shortest = Math.min(
                settings.timeouts().response().toMillis(),
                settings.timeouts().idle().toMillis());
        this.tickMillis = Math.clamp(shortest / TICKS_IN_TIMEOUT, SHORTEST_TICK_MILLIS, LONGEST_TICK_MILLIS);
    }

    /// A client of this loop's own: connections of one that loops share would be handed to any of
    /// them.
    private static HttpClientAgent createClient(Vertx vertx, ProxySettings settings) {
        ProxySettings.Timeouts timeouts = settings.timeouts();
        ProxySettings.Limits limits = settings.limits();
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setKeepAlive(true)
                .setPipelining(false)
                .setConnectTimeout((int) timeouts.connect().toMillis())
                .setKeepAliveTimeout((int) timeouts.backendIdle().toSeconds())
                .setMaxHeaderSize(limits.headerBytes())
                .setMaxInitialLineLength(limits.headerBytes())
                .setMaxChunkSize(CHUNK_BYTES);
        PoolOptions pool = new PoolOptions()
                .setHttp1MaxSize(limits.connectionsPerBackend())
                .setMaxWaitQueueSize(limits.waitersPerBackend())
                .setCleanerPeriod(1000);
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(connection -> connection.exceptionHandler(IGNORE))
                .build();
    }

    HttpClientAgent client() {
        return client;
    }

    ProxySettings settings() {
        return settings;
    }

    Upstream upstream() {
        return upstream;
    }

    Traffic traffic() {
        return traffic;
    }

    RetryPolicy retry() {
        return retry;
    }

    BackendChoice choice() {
        return choice;
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

    /// Runs an action after all that the sockets have to read just now.
    void later(Runnable action) {
        context.runOnContext(batchEnded -> action.run());
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
    }

    /// Whether this long has passed since; never too early, late by up to two ticks.
    boolean isPast(long since, Duration limit) {
        return now - since >= limit.toNanos() + TimeUnit.MILLISECONDS.toNanos(tickMillis);
    }
}
