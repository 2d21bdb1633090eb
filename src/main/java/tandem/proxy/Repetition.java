package tandem.proxy;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tandem.backend.Backend;
import tandem.backend.Failure;

/// What follows when an attempt of a request has failed: it carries out what [RetryPolicy] decides.
final class Repetition {
    private static final Logger LOG = LoggerFactory.getLogger(Repetition.class);

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

    /// Whether a request could be repeated on another backend if this attempt failed so, by the backend's silence.
    static boolean isPossibleElsewhere(Exchange exchange, Attempt by, Failure.Kind kind) {
        Tries failed = exchange.tries().with(by.target().backend(), kind);
        return exchange.decide(kind, failed) instanceof RetryPolicy.Decision.Retry(boolean another, String _)
                && another
                && exchange.way().budget().has(System.nanoTime());
    }
}
