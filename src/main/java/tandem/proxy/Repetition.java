package tandem.proxy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.backend.Backend;
import tandem.backend.Failure;
import tandem.backend.Outcome;

/// What follows when an attempt of a request has failed: it carries out what [RetryPolicy] decides.
final class Repetition {
    private static final Logger LOG = LoggerFactory.getLogger(Repetition.class);

    private static final int FIRST_ERROR = 400;
    private static final int FIRST_SERVER_ERROR = 500;

    private Repetition() {}

    static void after(Exchange exchange, Backend backend, Failure failure) {
        Failure.Kind kind = failure.kind();
        Way way = exchange.way();
        RetryPolicy.Decision decision = exchange.decide(kind, exchange.tries());
        LOG.debug("An attempt on {} failed, {}: {}; {}", backend.name(), kind, failure.detail(), decision);
        switch (decision) {
            case RetryPolicy.Decision.Renew(String why) -> exchange.attempt(true);
            case RetryPolicy.Decision.Retry(boolean another, String why) -> {
                if (way.budget().withdraw(System.nanoTime())) {
                    exchange.stream().traffic().retried(kind);
                    exchange.attempt(another);
                } else exchange.reject(Rejection.of(kind, way.upstream().name()));
            }
            case RetryPolicy.Decision.GiveUp(Rejection rejection) -> exchange.reject(rejection);
            case RetryPolicy.Decision.CutOff(String why) -> exchange.brokenOff();
        }
    }

    /// Whether an answer is not the client's, since another backend may have a better one: it is an error,
    /// and another attempt is under way still, or it is one of those for which the settings say so and the
    /// request can go elsewhere. For its backend's health it is an answer as any other.
    static boolean passesOver(Exchange exchange, Attempt by, int status) {
        if (status < FIRST_ERROR) return false;
        Upstream upstream = exchange.way().upstream();
        boolean raced = status >= FIRST_SERVER_ERROR && exchange.isHedged();
        boolean named = upstream.retry().onStatus().contains(status);
        if (!raced && !(named && isPossibleElsewhere(exchange, by, Failure.Kind.ERROR_STATUS))) return false;
        upstream.health().attempted(by.target().backend(), new Outcome.Answered(status));
        return true;
    }

    /// Whether a request could be repeated on another backend if this attempt failed so, by the backend's silence.
    static boolean isPossibleElsewhere(Exchange exchange, Attempt by, Failure.Kind kind) {
        Tries failed = exchange.tries().with(by.target().backend(), kind);
        return exchange.decide(kind, failed) instanceof RetryPolicy.Decision.Retry(boolean another, String _)
                && another
                && exchange.way().budget().has(System.nanoTime());
    }
}
