package tandem.health;

import java.time.Duration;
import tandem.Pure;
import tandem.health.BackendHealth.Cause;
import tandem.health.BackendHealth.Healthy;
import tandem.health.BackendHealth.Out;
import tandem.health.BackendHealth.Told;
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
            case Told told -> passed(told, result, settings, now);
        };
    }

    private static BackendHealth passed(Told told, CheckResult result, HealthSettings.Check settings, long now) {
        if (told.by() == HealthReport.By.CHECKS)
            return new Healthy(
                    now, "first check passed: " + result.text(), Streak.NONE, Streak.NONE, told.recovery(false));
        int passed = Math.min(told.passedChecks() + 1, settings.rise());
        if (passed < settings.rise() || now - told.notBefore() < 0) return told.withPassedChecks(passed);
        return new Healthy(
                now, back(passed, result, "out", now - told.since()), Streak.NONE, Streak.NONE, told.recovery(true));
    }

    /// What a backend's own word makes of its health: it is out as long as it says so, and then until its checks pass.
    static BackendHealth advised(BackendHealth health, Advice advice, long now) {
        boolean isOut = health instanceof Out out && out.cause() == Cause.AGENT;
        if (advice.down() == isOut) return health;
        int ejections = 0;
        long notBefore = now;
        switch (health) {
            case Unverified _ -> {}
            case Healthy healthy -> ejections = healthy.recovery().ejections();
            case Out out -> {
                ejections = out.ejections();
                notBefore = out.notBefore();
            }
            case Told told -> {
                ejections = told.ejections();
                notBefore = told.notBefore();
            }
        }
        if (notBefore - now < 0) notBefore = now;
        if (!advice.down()) return new Out(Cause.CHECKS, now, "it says that it is up again", notBefore, 0, ejections);
        String why = "it says that it is down" + (advice.reason().isEmpty() ? "" : ": " + advice.reason());
        return new Out(Cause.AGENT, now, why, notBefore, 0, ejections);
    }

    private static BackendHealth passed(Out out, CheckResult result, HealthSettings.Check settings, long now) {
        if (out.cause() == Cause.AGENT) return out;
        // Counting stops where it no longer decides anything.
        int passed = Math.min(out.passedChecks() + 1, settings.rise());
        if (passed < settings.rise() || now - out.notBefore() < 0) {
            return out.withPassedChecks(passed);
        }
        return new Healthy(
                now,
                back(passed, result, out.cause() == Cause.NEW ? "checked" : "out", now - out.since()),
                Streak.NONE,
                Streak.NONE,
                new Recovery(out.ejections(), true));
    }

    private static String back(int passed, CheckResult result, String was, long took) {
        String inARow = passed == 1 ? "a check passed: " : passed + " checks passed in a row, last: ";
        return inARow + result.text() + "; it was " + was + " for " + DurationText.of(Duration.ofNanos(took));
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
            case Out out when out.cause() == Cause.NEW -> out("first check failed: " + failure, now, 0);
            case Out out -> out.withPassedChecks(0);
            // Now this node has seen it itself.
            case Told told ->
                new Out(
                        Cause.CHECKS,
                        now,
                        "check failed: " + failure + "; before, " + told.reason(),
                        told.notBefore() - now > 0 ? told.notBefore() : now,
                        0,
                        told.ejections());
        };
    }

    private static Out out(String reason, long now, int ejections) {
        return new Out(Cause.CHECKS, now, reason, now, 0, ejections);
    }
}
