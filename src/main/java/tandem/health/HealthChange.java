package tandem.health;

import tandem.Pure;
import tandem.backend.Backend;
import tandem.backend.Outcome;

/// A backend's change from one standing to another.
///
/// @param reason   why, for a person
/// @param eligible how many backends of the pool may be balanced to after it
/// @param total    how many backends the pool has
/// @param evidence what had been counted of it
@Pure
public record HealthChange(
        String pool,
        Backend backend,
        Standing from,
        Standing to,
        String reason,
        int eligible,
        int total,
        Evidence evidence) {

    /// Of which nothing was counted.
    public HealthChange(
            String pool, Backend backend, Standing from, Standing to, String reason, int eligible, int total) {
        this(pool, backend, from, to, reason, eligible, total, Evidence.NONE);
    }

    /// The figures that led to a change, what came last included.
    ///
    /// @param failedChecks   in a row
    /// @param passedChecks   in a row, of a backend that was out
    /// @param failedRequests in a row, of clients
    /// @param windowRequests of clients within the window; 0 when it was a check that decided
    /// @param windowFailed   of these
    public record Evidence(
            int failedChecks, int passedChecks, int failedRequests, long windowRequests, long windowFailed) {
        static final Evidence NONE = new Evidence(0, 0, 0, 0, 0);

        static Evidence of(BackendHealth before, Outcome outcome, RequestCounts window) {
            int failed = before.failedRequests().count() + (outcome instanceof Outcome.Failed ? 1 : 0);
            return new Evidence(before.failedChecks().count(), 0, failed, window.total(), window.failed());
        }

        static Evidence of(BackendHealth before, CheckResult result) {
            int passed = before instanceof BackendHealth.Out out ? out.passedChecks() : 0;
            return new Evidence(
                    result.passed() ? 0 : before.failedChecks().count() + 1,
                    result.passed() ? passed + 1 : 0,
                    before.failedRequests().count(),
                    0,
                    0);
        }
    }

    /// One line for logs and for whoever watches, such as `pool tomcat: tomcat-2 (127.0.0.1:8082) ejected:
    /// 3 requests failed in a row, last: connection refused; 1 of 2 backends left`.
    public String text() {
        String what = switch (to) {
            case OUT -> "ejected";
            case HEALTHY -> from == Standing.OUT ? "readmitted" : "verified";
            case UNVERIFIED -> "not verified any more";
            case CHECKING -> "checked anew";
        };
        return "pool " + pool + ": " + backend.name() + " (" + backend.address() + ") " + what + ": " + reason + "; "
                + left();
    }

    private String left() {
        if (eligible == 0) return "no backend left";
        return eligible + " of " + total + " backends " + (to == Standing.OUT ? "left" : "eligible");
    }
}
