package tandem.health;

import java.time.Duration;
import java.util.Set;
import tandem.Pure;
import tandem.backend.Failure;
import tandem.backend.Outcome;
import tandem.health.BackendHealth.Cause;
import tandem.health.BackendHealth.Healthy;
import tandem.health.BackendHealth.Out;
import tandem.health.BackendHealth.Told;
import tandem.health.BackendHealth.Unverified;

/// What real requests make of a backend's health.
///
/// 1. `failures` failed ones in a row take a backend out; or a part of those in the window (`ratio`), when these were
///    `min-requests` at least; or the first one while a backend that was ejected before is still on probation, which
///    is as long as it starts slowly.
/// 2. The last backend that is left is never ejected: failing requests are better than refusing all of them, and
///    perhaps it is the requests that are at fault. Nor is any when `max-ejected` of the pool are out already.
/// 3. A backend is out for `duration` at least, twice as long for each ejection that is still remembered, and at most
///    for `max-duration`. For each `max-duration` in balancing one is forgotten.
/// 4. An answer is an answer, whatever its status, but for those that `on-status` names; failures for which
///    client or proxy are to blame say nothing of the backend. What a backend is told while it is out comes
///    from requests that were under way, and changes nothing.
@Pure
final class Ejection {
    private static final int FIRST_ERROR = 400;

    private Ejection() {}

    /// How the pool stands around the backend.
    ///
    /// @param others how many other backends are eligible
    /// @param out    how many are out
    /// @param total  how many there are
    /// @param counts the backend's requests within the window, this one included
    record Situation(int others, int out, int total, RequestCounts counts) {

        boolean mayEject(HealthSettings.Eject settings) {
            int most = Math.max(1, total * settings.maxPercent() / 100);
            return others > 0 && out < most;
        }
    }

    /// The outcome as it counts: an answer may be a failure by its status.
    static Outcome counted(Outcome outcome, Set<Integer> failing) {
        if (!(outcome instanceof Outcome.Answered(int status)) || status < FIRST_ERROR || !failing.contains(status))
            return outcome;
        return new Outcome.Failed(new Failure(Failure.Kind.BAD_RESPONSE, "it answered " + status));
    }

    /// Whether the outcome can change anything at all. False for what nearly always happens, an answer of a
    /// backend that answers.
    static boolean matters(BackendHealth health, Outcome outcome) {
        if (!health.standing().eligible()) return false;
        return switch (outcome) {
            case Outcome.Answered _ -> !health.failedRequests().isNone();
            case Outcome.Failed(Failure failure) -> countsAgainstBackend(failure);
        };
    }

    static BackendHealth decide(
            BackendHealth health, Outcome outcome, Situation situation, HealthSettings settings, long now) {
        if (!matters(health, outcome)) return health;
        return switch (outcome) {
            case Outcome.Answered _ -> with(health, Streak.NONE);
            case Outcome.Failed(Failure failure) -> {
                Streak failed = health.failedRequests().and(failure.detail());
                String why = why(health, failed, situation.counts(), settings, now);
                yield !why.isEmpty() && situation.mayEject(settings.eject())
                        ? out(health, why, settings.eject(), now)
                        : with(health, failed);
            }
        };
    }

    /// What becomes of a backend that is slow beside the others (rules 2 and 3 hold for it as well).
    static BackendHealth slow(
            BackendHealth health, String why, Situation situation, HealthSettings.Eject settings, long now) {
        boolean may = health.standing().eligible() && situation.mayEject(settings);
        return may ? out(health, why, settings, now) : health;
    }

    /// Whether a backend is in balancing only because no more may be out.
    static boolean spared(BackendHealth health, HealthSettings.Eject settings) {
        return health.failedRequests().count() >= settings.failures();
    }

    static boolean countsAgainstBackend(Failure failure) {
        return switch (failure.kind().blame()) {
            case BACKEND, NETWORK -> true;
            case CLIENT, PROXY -> false;
        };
    }

    /// @return empty when nothing speaks for ejecting it
    private static String why(
            BackendHealth health, Streak failed, RequestCounts counts, HealthSettings settings, long now) {
        HealthSettings.Eject eject = settings.eject();
        if (failed.count() >= eject.failures()) return failed.text("request");
        if (onProbation(health, settings.slowStart(), now)) return failed.text("request") + ", while on probation";
        boolean tooMany = eject.ratioPercent() > 0
                && counts.total() >= eject.minRequests()
                && counts.failed() * 100 >= counts.total() * eject.ratioPercent();
        return tooMany ? counts.text() + " within " + DurationText.of(eject.window()) + ", last: " + failed.last() : "";
    }

    private static boolean onProbation(BackendHealth health, Duration slowStart, long now) {
        return switch (health) {
            case Healthy healthy ->
                healthy.recovery().ejections() > 0
                        && healthy.recovery().starting()
                        && now - healthy.since() < slowStart.toNanos();
            case Unverified _, Out _, Told _ -> false;
        };
    }

    private static Out out(BackendHealth health, String why, HealthSettings.Eject settings, long now) {
        int before = remembered(health, settings.maxDuration(), now);
        long longest = settings.maxDuration().toNanos();
        long first = settings.duration().toNanos();
        boolean overflows = first > 0 && before > Long.numberOfLeadingZeros(first) - 2;
        long time = overflows ? longest : Math.min(longest, first << Math.min(before, 62));
        return new Out(Cause.REQUESTS, now, why, now + time, 0, before + 1);
    }

    private static int remembered(BackendHealth health, Duration forgetting, long now) {
        return switch (health) {
            case Healthy healthy -> {
                if (forgetting.isZero()) yield 0;
                long forgotten = Math.max(0, now - healthy.since()) / forgetting.toNanos();
                yield (int) Math.max(0, healthy.recovery().ejections() - forgotten);
            }
            case Unverified _, Out _, Told _ -> 0;
        };
    }

    private static BackendHealth with(BackendHealth health, Streak failedRequests) {
        return switch (health) {
            case Unverified unverified -> new Unverified(unverified.since(), failedRequests);
            case Healthy healthy -> healthy.withFailedRequests(failedRequests);
            case Out out -> out;
            case Told told -> told;
        };
    }
}
