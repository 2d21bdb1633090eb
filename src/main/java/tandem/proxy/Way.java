package tandem.proxy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.backend.Backend;
import tandem.backend.Failure;

/// The way to one pool, as one event loop goes it.
///
/// @param upstream the pool
/// @param choice   of a backend
/// @param sessions of its requests
/// @param retry    what happens when an attempt fails
/// @param budget   for attempts beyond the first
/// @param patience with backends that are silent
record Way(
        Upstream upstream,
        BackendChoice choice,
        Sessions sessions,
        RetryPolicy retry,
        RetryBudget budget,
        Patience patience) {

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
                patience(upstream, settings));
    }

    /// The same with the time-outs and limits of other settings.
    Way with(ProxySettings other) {
        return new Way(upstream, choice, sessions, retry(upstream, other), budget, patience(upstream, other));
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
