package tandem.proxy;

import io.vertx.core.http.HttpMethod;
import tandem.Pure;
import tandem.backend.Failure;

/// Whether a failed attempt is followed by another, and what the client is told if not.
///
/// A request is sent again only where that cannot do what the client did not ask for: nothing of it
/// was sent, or its method is idempotent (RFC 9110 §9.2.2) and the client has seen nothing of an
/// answer.
///
/// @param pool     what the client is told that the backends belong to
/// @param attempts how many there may be for one request, the first included
/// @param settings the reasons to repeat
@Pure
record RetryPolicy(String pool, int attempts, RetrySettings settings) {

    /// For all reasons.
    RetryPolicy(String pool, int attempts) {
        this(pool, attempts, RetrySettings.DEFAULT);
    }

    /// Where a request stands after a failed attempt.
    ///
    /// @param attempt     number of the attempt that failed, the first is 1; those on a kept connection
    ///                    that
    ///                    broke do not count
    /// @param idempotent  whether the request's method is
    /// @param kind        what happened
    /// @param answerBegun whether any byte of an answer has gone to the client
    /// @param replayable  whether all of the request's body that was taken in can be sent again
    /// @param untried     eligible backends that this request was not tried on
    /// @param eligible    eligible backends
    record Situation(
            int attempt,
            boolean idempotent,
            Failure.Kind kind,
            boolean answerBegun,
            boolean replayable,
            int untried,
            int eligible) {}

    /// What follows.
    sealed interface Decision {

        /// Another attempt.
        ///
        /// @param another whether it must be on a backend that was not tried; else on the only one
        ///                there is
        /// @param why     for logs
        record Retry(boolean another, String why) implements Decision {}

        /// The same once more, on a new connection: what broke was a kept one, or one that has ended in good
        /// order before the backend had looked at the request, which says nothing about its backend. It
        /// counts neither as an attempt nor against the budget; as new connections follow, it comes once to a
        /// request.
        record Renew(String why) implements Decision {}

        /// An answer of the proxy's own.
        record GiveUp(Rejection rejection) implements Decision {}

        /// The end of the client's connection: it has part of an answer, and must notice that the
        /// rest is missing.
        record CutOff(String why) implements Decision {}
    }

    static boolean isIdempotent(HttpMethod method) {
        return method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.PUT)
                || method.equals(HttpMethod.DELETE)
                || method.equals(HttpMethod.OPTIONS)
                || method.equals(HttpMethod.TRACE);
    }

    Decision decide(Situation now) {
        if (now.kind == Failure.Kind.CLIENT_GONE) return new Decision.CutOff("nobody waits for the answer");
        if (now.answerBegun) return new Decision.CutOff("the client has part of the answer");
        if (!now.replayable || !settings.covers(now.kind) || !mayRepeat(now)) return giveUp(now);
        if (now.kind == Failure.Kind.KEPT_CONNECTION_CLOSED || now.kind == Failure.Kind.GOING_AWAY)
            return attempts > 1 && settings.budgetPercent() > 0
                    ? new Decision.Renew("a kept connection has ended")
                    : giveUp(now);
        if (now.attempt < attempts) {
            if (now.untried > 0) return new Decision.Retry(true, "another backend is left");
            if (now.eligible == 1 && brokeOff(now.kind))
                return new Decision.Retry(false, "the only backend may take it on another connection");
        }
        return giveUp(now);
    }

    private Decision giveUp(Situation now) {
        return new Decision.GiveUp(Rejection.of(now.kind, pool));
    }

    private static boolean mayRepeat(Situation now) {
        return switch (now.kind) {
            case CONNECT_FAILED,
                    CONNECT_TIMEOUT,
                    TLS_FAILED,
                    UNRESOLVED,
                    POOL_EXHAUSTED,
                    GOING_AWAY,
                    STREAM_REFUSED,
                    FIELDS_TOO_LARGE -> true;
            case KEPT_CONNECTION_CLOSED,
                    CLOSED_BEFORE_RESPONSE,
                    TRUNCATED_RESPONSE,
                    PACKETS_LOST,
                    TRY_TIMEOUT,
                    ERROR_STATUS -> now.idempotent;
            // A slow backend is slow because it works on the request, and a bad answer is the
            // answer to it: sending it elsewhere too would spread the trouble.
            case RESPONSE_TIMEOUT, BAD_RESPONSE, CLIENT_GONE -> false;
        };
    }

    private static boolean brokeOff(Failure.Kind kind) {
        return kind == Failure.Kind.CLOSED_BEFORE_RESPONSE
                || kind == Failure.Kind.TRUNCATED_RESPONSE
                || kind == Failure.Kind.STREAM_REFUSED;
    }
}
