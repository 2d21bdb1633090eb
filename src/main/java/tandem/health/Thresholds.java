package tandem.health;

import java.time.Duration;
import tandem.Pure;
import tandem.health.BackendHealth.Cause;
import tandem.health.BackendHealth.Healthy;
import tandem.health.BackendHealth.Out;
import tandem.health.BackendHealth.Unverified;

/// What active checks make of a backend's health.
///
/// `fall` failed checks in a row take a backend out, the last one of a pool too: a check asks for nothing
/// but an answer, so a backend that fails it would fail requests as well. Only the very first check is
/// judged alone, since there is no better evidence before it. `rise` passed checks in a row put a backend
/// back in, whatever took it out; one that failed requests stays out until its time is over all the same.
@Pure
final class Thresholds {
    private Thresholds() {}

    static BackendHealth decide(BackendHealth health, CheckResult result, HealthSettings.Check settings, long now) {
        return result.passed() ? passed(health, result, settings, now) : failed(health, result.text(), settings, now);
    }

    private static BackendHealth passed(
            BackendHealth health, CheckResult result, HealthSettings.Check settings, long now) {
        return switch (health) {
            case Unverified unverified ->
                new Healthy(now, "first check passed: " + result.text(), Streak.NONE, unverified.failedRequests());
            case Healthy healthy -> healthy.withFailedChecks(Streak.NONE);
            case Out out -> passed(out, result, settings, now);
        };
    }

    private static BackendHealth passed(Out out, CheckResult result, HealthSettings.Check settings, long now) {
        // Counting stops where it no longer decides anything.
        int passed = Math.min(out.passedChecks() + 1, settings.rise());
        if (passed < settings.rise() || now - out.notBefore() < 0) {
            return out.withPassedChecks(passed);
        }
        String inARow = passed == 1 ? "a check passed: " : passed + " checks passed in a row, last: ";
        String outFor = DurationText.of(Duration.ofNanos(now - out.since()));
        return new Healthy(
                now,
                inARow + result.text() + "; it was out for " + outFor,
                Streak.NONE,
                Streak.NONE,
                new Recovery(out.ejections(), true));
    }

    private static BackendHealth failed(BackendHealth health, String failure, HealthSettings.Check settings, long now) {
        return switch (health) {
            case Unverified _ -> out("first check failed: " + failure, now, 0);
            case Healthy healthy -> {
                Streak failed = healthy.failedChecks().and(failure);
                yield failed.count() >= settings.fall()
                        ? out(failed.text("check"), now, healthy.recovery().ejections())
                        : healthy.withFailedChecks(failed);
            }
            case Out out -> out.withPassedChecks(0);
        };
    }

    private static Out out(String reason, long now, int ejections) {
        return new Out(Cause.CHECKS, now, reason, now, 0, ejections);
    }
}
