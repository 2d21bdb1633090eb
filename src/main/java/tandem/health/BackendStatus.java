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
@Pure
public record BackendStatus(
        Backend backend,
        Standing standing,
        String reason,
        Duration standingFor,
        Optional<LastCheck> lastCheck,
        Counts counts) {

    /// The newest result of an active check.
    ///
    /// @param ago how long ago it ended
    public record LastCheck(CheckResult result, Duration ago) {}

    /// What is counted towards the next change.
    ///
    /// @param failedChecks   checks failed in a row
    /// @param failedRequests real requests failed in a row
    /// @param passedChecks   checks passed in a row since the backend is out
    public record Counts(int failedChecks, int failedRequests, int passedChecks) {}
}
