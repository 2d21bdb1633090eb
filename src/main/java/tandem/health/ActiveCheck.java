package tandem.health;

import io.vertx.core.Future;
import java.util.Optional;

/// One active check of one backend, bounded in time. Lives on the event loop that runs it.
interface ActiveCheck {

    /// What came of it, at the end of its time at the latest; always succeeds.
    Future<CheckResult> result();

    /// What the backend said of itself meanwhile; to be asked for once there is a result.
    default Optional<String> advice() {
        return Optional.empty();
    }

    /// When nothing of it is left. That may be after its result: an attempt to connect cannot be taken
    /// back, and it must not be joined by the next check's, or they would pile up against a host that
    /// answers nothing.
    Future<Void> ended();
}
