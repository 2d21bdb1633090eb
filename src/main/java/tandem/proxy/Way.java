package tandem.proxy;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.http.ResponseHead;

/// The way to one pool, as one event loop goes it.
///
/// @param upstream the pool
/// @param choice   of a backend
/// @param sessions of its requests
/// @param retry    what happens when an attempt fails
/// @param budget   for attempts beyond the first
/// @param patience with backends that are silent
/// @param hedging  after how long requests get a second try; null for never
record Way(
        Upstream upstream,
        BackendChoice choice,
        Sessions sessions,
        RetryPolicy retry,
        RetryBudget budget,
        Patience patience,
        @Nullable HedgeDelay hedging) {

    /// Goes it for the first time.
    ///
    /// @param index of the event loop among those of the proxy
    static Way first(Upstream upstream, int index, ProxySettings settings) {
        return new Way(
                upstream,
                new BackendChoice(upstream, index),
                new Sessions(upstream),
                retry(upstream, settings),
                new RetryBudget(upstream.retry().budgetPercent(), System.nanoTime()),
                patience(upstream, settings),
                upstream.retry().hedge().isOn()
                        ? new HedgeDelay(upstream.retry().hedge(), System.nanoTime())
                        : null);
    }

    /// The same with the time-outs and limits of other settings.
    Way with(ProxySettings other) {
        return new Way(upstream, choice, sessions, retry(upstream, other), budget, patience(upstream, other), hedging);
    }

    /// The backend for a request.
    ///
    /// @param tried    backends to leave out
    /// @param handling null for none
    /// @return null when none is left
    Upstream.@Nullable Target pick(List<Backend> tried, ClientStream stream, @Nullable Handling handling) {
        Session session = handling == null ? sessions.of(stream.head()) : handling.session(this);
        return choice.pick(tried, session, key(stream));
    }

    /// To be called some times in a second.
    void watch(long now) {
        upstream.watch(now);
        if (hedging != null) hedging.roll(now);
    }

    /// A first try is answered, or outrun by a second one.
    ///
    /// @param took nanoseconds up to then
    void firstTry(long took) {
        if (hedging != null) hedging.firstTry(took);
    }

    /// The session that a request names.
    Session session(Exchange of) {
        Handling handling = of.handling();
        return handling == null ? sessions.of(of.stream().head()) : handling.session(this);
    }

    /// A backend has answered a request with cookies.
    void learn(ResponseHead answer, Backend by, Exchange to) {
        sessions.learn(answer, by, session(to));
    }

    /// How long a silence means something at the soonest, in nanoseconds.
    long shortestWait() {
        if (hedging == null) return patience.nanos();
        Duration after = upstream.retry().hedge().after();
        return Math.min(patience.nanos(), after.isZero() ? HedgeSettings.SOONEST.toNanos() : after.toNanos());
    }

    /// What follows when an attempt of a request has failed.
    ///
    /// @param tries      all that have failed, with this one
    /// @param begun      whether any byte of an answer has gone to the client
    /// @param replayable whether all of the request's body that was taken in can be sent again
    RetryPolicy.Decision decide(Failure.Kind kind, Tries tries, boolean idempotent, boolean begun, boolean replayable) {
        int left = choice.left(tries.backends());
        return retry.decide(new RetryPolicy.Situation(
                tries.failed(), idempotent, kind, begun, replayable, left, choice.eligible()));
    }

    private long key(ClientStream stream) {
        if (!upstream.hashes()) return 0;
        return RequestKey.of(upstream.hash(), stream.head(), stream.forwarded().peer());
    }

    private static RetryPolicy retry(Upstream upstream, ProxySettings settings) {
        return new RetryPolicy(upstream.name(), settings.limits().attempts(), upstream.retry());
    }

    private static Patience patience(Upstream upstream, ProxySettings settings) {
        return new Patience(settings.timeouts().connect(), upstream.retry().tryTimeout());
    }
}
