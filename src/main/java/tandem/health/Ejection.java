package tandem.health;

import tandem.Pure;
import tandem.backend.Failure;
import tandem.backend.Outcome;
import tandem.health.BackendHealth.Cause;
import tandem.health.BackendHealth.Healthy;
import tandem.health.BackendHealth.Out;
import tandem.health.BackendHealth.Unverified;

/// What real requests make of a backend's health.
///
/// `failures` failed ones in a row take a backend out, unless it is the last that is left: then failing
/// requests are better than refusing all of them, and perhaps it is the requests that are at fault. An
/// answer is an answer, whatever its status; failures for which client or proxy are to blame say nothing of
/// the backend. What a backend is told while it is out comes from requests that were under way, and changes
/// nothing.
@Pure
final class Ejection {
    private Ejection() {}

    /// Whether the outcome can change anything at all. False for what nearly always happens, an answer of a
    /// backend that answers.
    static boolean matters(BackendHealth health, Outcome outcome) {
        if (!health.standing().eligible()) return false;
        return switch (outcome) {
            case Outcome.Answered _ -> !health.failedRequests().isNone();
            case Outcome.Failed(Failure failure) -> countsAgainstBackend(failure);
        };
    }

    /// @param others how many other backends of the pool are eligible
    static BackendHealth decide(
            BackendHealth health, Outcome outcome, HealthSettings.Eject settings, int others, long now) {
        if (!matters(health, outcome)) return health;
        return switch (outcome) {
            case Outcome.Answered _ -> with(health, Streak.NONE);
            case Outcome.Failed(Failure failure) -> {
                Streak failed = health.failedRequests().and(failure.detail());
                yield failed.count() >= settings.failures() && others > 0
                        ? out(failed, settings, now)
                        : with(health, failed);
            }
        };
    }

    /// Whether a backend is in balancing only because it was the last one left.
    static boolean spared(BackendHealth health, HealthSettings.Eject settings) {
        return health.failedRequests().count() >= settings.failures();
    }

    private static boolean countsAgainstBackend(Failure failure) {
        return switch (failure.kind().blame()) {
            case BACKEND, NETWORK -> true;
            case CLIENT, PROXY -> false;
        };
    }

    private static Out out(Streak failed, HealthSettings.Eject settings, long now) {
        long notBefore = now + settings.duration().toNanos();
        return new Out(Cause.REQUESTS, now, failed.text("request"), notBefore, 0);
    }

    private static BackendHealth with(BackendHealth health, Streak failedRequests) {
        return switch (health) {
            case Unverified unverified -> new Unverified(unverified.since(), failedRequests);
            case Healthy healthy -> healthy.withFailedRequests(failedRequests);
            case Out out -> out;
        };
    }
}
