package tandem.health;

import java.time.Duration;
import java.util.Optional;
import tandem.Pure;
import tandem.backend.Backend;

/// A backend as an operator sees it.
///
/// @param reason      why it stands like that, for a person
/// @param standingFor how long it has stood like that
/// @param lastCheck   empty before the first one
/// @param checks      all of them since it is in the pool
@Pure
public record BackendStatus(
        Backend backend,
        Standing standing,
        String reason,
        Duration standingFor,
        Optional<LastCheck> lastCheck,
        Counts counts,
        Checks checks) {

    /// It was not checked.
    public BackendStatus(
            Backend backend,
            Standing standing,
            String reason,
            Duration standingFor,
            Optional<LastCheck> lastCheck,
            Counts counts) {
        this(backend, standing, reason, standingFor, lastCheck, counts, Checks.NONE);
    }

    /// The same, so often checked.
    BackendStatus with(Checks others) {
        return new BackendStatus(backend, standing, reason, standingFor, lastCheck, counts, others);
    }

    /// @param eligible those of its pool
    /// @param eject    of its pool
    static BackendStatus of(PoolHealth.Entry entry, Eligible eligible, HealthSettings.Eject eject, long now) {
        BackendHealth health = entry.health();
        int passed = switch (health) {
            case BackendHealth.Out out -> out.passedChecks();
            case BackendHealth.Told told -> told.passedChecks();
            case BackendHealth.Unverified _, BackendHealth.Healthy _ -> 0;
        };
        String spared = "";
        if (Ejection.spared(health, eject))
            spared = eligible.backends().size() <= 1
                    ? "; kept as the last backend left"
                    : "; kept, since no more may be out";
        return new BackendStatus(
                entry.backend(),
                health.standing(),
                reason(health, entry.advice()) + spared,
                age(health.since(), now),
                entry.lastCheck().map(check -> LastCheck.of(check, now)),
                new Counts(
                        health.failedChecks().count(), health.failedRequests().count(), passed));
    }

    /// Why it stands as it does, and what speaks against it by now.
    private static String reason(BackendHealth health, Advice advice) {
        StringBuilder reason = new StringBuilder(health.reason());
        if (!advice.text().isEmpty()) reason.append("; it says of itself: ").append(advice.text());
        if (!health.failedChecks().isNone())
            reason.append("; ").append(health.failedChecks().text("check"));
        if (!health.failedRequests().isNone())
            reason.append("; ").append(health.failedRequests().text("request"));
        return reason.toString();
    }

    /// Never negative: another thread may have read the clock a little later and changed the table a little
    /// earlier.
    private static Duration age(long since, long now) {
        return Duration.ofNanos(Math.max(0, now - since));
    }

    /// The newest result of an active check.
    ///
    /// @param ago how long ago it ended
    public record LastCheck(CheckResult result, Duration ago) {
        static LastCheck of(PoolHealth.LastCheck check, long now) {
            return new LastCheck(check.result(), age(check.at(), now));
        }
    }

    /// Active checks.
    public record Checks(long passed, long failed) {
        public static final Checks NONE = new Checks(0, 0);
    }

    /// What is counted towards the next change.
    ///
    /// @param failedChecks   checks failed in a row
    /// @param failedRequests real requests failed in a row
    /// @param passedChecks   checks passed in a row since the backend is out
    public record Counts(int failedChecks, int failedRequests, int passedChecks) {}
}
