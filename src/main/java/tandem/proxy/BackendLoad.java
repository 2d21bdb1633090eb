package tandem.proxy;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tandem.balance.Latency;

/// How busy one backend is and how quick, counted over all event loops.
final class BackendLoad {
    private final LongSupplier nanoClock;
    private final @Nullable LongConsumer timing;
    private final @Nullable ConcurrencyLimit limit;
    private final AtomicInteger inFlight = new AtomicInteger();
    /// Taken out of those that a [RequestQueue] gives; 0 where there is none.
    private final AtomicInteger places = new AtomicInteger();
    private final LongAdder attempts = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder dials = new LongAdder();
    private final LongAdder sessionsLeft = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final Durations connectionWaits = new Durations();
    private final AnswerTimes answers = new AnswerTimes();
    private final LiveSessions sessions;
    /// Written by every event loop without a lock: of two answers at the same time one may be lost, which an average
    /// can bear.
    private volatile double latency;

    private volatile long latencyAt;
    /// What a try has taken that was outrun, which was no answer.
    private volatile double atLeast;

    private volatile long atLeastAt;
    private volatile long outrunSince;
    private volatile long lostSince;
    private volatile long lostAt;

    BackendLoad() {
        this(System::nanoTime);
    }

    BackendLoad(LongSupplier nanoClock) {
        this(nanoClock, null, null);
    }

    /// @param timing is told how long each answer took; null for nobody
    /// @param limit  of requests under way, where that finds itself; null elsewhere
    BackendLoad(LongSupplier nanoClock, @Nullable LongConsumer timing, @Nullable ConcurrencyLimit limit) {
        this.nanoClock = nanoClock;
        this.timing = timing;
        this.limit = limit;
        long never = nanoClock.getAsLong() - Long.MAX_VALUE / 2;
        this.sessions = new LiveSessions(nanoClock.getAsLong());
        this.latencyAt = never;
        this.atLeastAt = never;
        this.outrunSince = never;
        this.lostSince = never;
        this.lostAt = never;
    }

    /// How many connections were opened so far, those included that failed.
    long dials() {
        return dials.sum();
    }

    /// @param counts whether it is for a client; all others are load, but no traffic
    void begin(boolean counts) {
        if (counts) attempts.increment();
        inFlight.incrementAndGet();
    }

    /// The head of an answer has come.
    ///
    /// @param took nanoseconds since the request was sent
    /// @param now  by the clock
    void answered(long took, long now) {
        latency = Latency.with(latency, now - latencyAt, took);
        latencyAt = now;
        if (timing != null) timing.accept(took);
        if (limit != null) limit.answered(took, places.get());
    }

    /// A try was outrun by one that was sent later, to another backend: an answer of this one takes at least
    /// so long.
    ///
    /// @param sent when it was sent, by the clock
    /// @param now  by the clock
    /// @return since the first of those was sent of which nothing has been heard; 0 where something has been
    /// heard since
    long outrun(long sent, long now) {
        atLeast = Latency.with(atLeast, now - atLeastAt, now - sent);
        atLeastAt = now;
        if (timing != null) timing.accept(now - sent);
        if (limit != null) limit.answered(now - sent, places.get());
        if (latencyAt - sent >= 0) return 0;
        if (latencyAt - outrunSince >= 0 || outrunSince - sent > 0) outrunSince = sent;
        return now - outrunSince;
    }

    /// How it answered requests of clients, and how long it took to the heads of its answers.
    AnswerTimes answers() {
        return answers;
    }

    /// @param failed whether that counts as a failure
    void end(boolean failed) {
        inFlight.decrementAndGet();
        if (failed) failures.increment();
    }

    /// A request was not acknowledged in time.
    ///
    /// @param sent when it was sent, by the clock
    /// @param now  by the clock
    void lost(long sent, long now) {
        lostSince = sent;
        lostAt = now;
    }

    /// When packets were last found lost; a long time ago when they never were.
    long lostAt() {
        return lostAt;
    }

    /// Whether the answer to what was sent then is lost as well: packets were found lost since, and nothing was heard
    /// from the backend since those were sent. So one packet that got lost by itself means nothing for the others.
    boolean isCut(long sent) {
        return lostAt - sent > 0 && latencyAt - lostSince < 0;
    }

    /// A connection to it is opened, or is about to be.
    void opened() {
        dials.increment();
        connections.increment();
    }

    /// One of those has ended.
    void ended() {
        connections.decrement();
    }

    /// Whether a request is under way, or a connection is open.
    boolean isBusy() {
        return inFlight.get() > 0 || connections.sum() > 0;
    }

    /// A request had to wait for one of its connections, since all that it may have were busy.
    ///
    /// @param took nanoseconds
    void waited(long took) {
        connectionWaits.add(took);
    }

    /// How long requests waited for one of its connections.
    Durations connectionWaits() {
        return connectionWaits;
    }

    /// The sessions whose requests go to it.
    LiveSessions sessions() {
        return sessions;
    }

    /// A request of one of its sessions went elsewhere, because it could not have it.
    void sessionLeft() {
        sessionsLeft.increment();
    }

    /// Null where the limit of requests is a fixed one, or there is none.
    @Nullable
    ConcurrencyLimit limit() {
        return limit;
    }

    AtomicInteger places() {
        return places;
    }

    int inFlight() {
        return inFlight.get();
    }

    /// Peak-sensitive average in nanoseconds, decayed since the last answer; 0 before the first one.
    double latency() {
        double average = latency;
        double least = atLeast;
        if (average == 0 && least == 0) return 0;
        long now = nanoClock.getAsLong();
        double decayed = Latency.decayed(average, now - latencyAt);
        return least == 0 ? decayed : Math.max(decayed, Latency.decayed(least, now - atLeastAt));
    }

    PoolSnapshot.Traffic snapshot() {
        long average = (long) latency();
        return new PoolSnapshot.Traffic(
                attempts.sum(),
                failures.sum(),
                inFlight.get(),
                average == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(average)),
                sessionsLeft.sum(),
                connections.intValue(),
                sessions.within(LiveSessions.USUAL_WINDOW, nanoClock.getAsLong()),
                limit == null ? OptionalInt.empty() : OptionalInt.of(limit.current()));
    }
}
