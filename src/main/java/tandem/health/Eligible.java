package tandem.health;

import java.util.List;
import java.util.Map;
import tandem.Pure;
import tandem.backend.Backend;

/// The backends of a pool that may be balanced to.
///
/// @param version      grows whenever anything here changes, so that a balancer made for one version is known to be
///                     stale
/// @param backends     in the order of the configuration; may be empty
/// @param sessionsOnly those that take only the requests of their sessions, because they are being drained
/// @param starting     names of those that start slowly, and since when, by the table's clock
@Pure
public record Eligible(long version, List<Backend> backends, List<Backend> sessionsOnly, Map<String, Long> starting) {
    public Eligible {
        backends = List.copyOf(backends);
        sessionsOnly = List.copyOf(sessionsOnly);
        starting = Map.copyOf(starting);
    }

    /// Whether it is the same but for the version.
    boolean isLike(Eligible other) {
        return backends.equals(other.backends)
                && sessionsOnly.equals(other.sessionsOnly)
                && starting.equals(other.starting);
    }

    /// None of them starting slowly, and none being drained.
    public Eligible(long version, List<Backend> backends) {
        this(version, backends, List.of(), Map.of());
    }
}
