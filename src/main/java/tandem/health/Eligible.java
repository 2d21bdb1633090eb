package tandem.health;

import java.util.List;
import tandem.Pure;
import tandem.backend.Backend;

/// The backends of a pool that may be balanced to.
///
/// @param version  grows whenever the set changes, so that a balancer made for one version is known to be
///                 stale
/// @param backends in the order of the configuration; may be empty
@Pure
public record Eligible(long version, List<Backend> backends) {
    public Eligible {
        backends = List.copyOf(backends);
    }
}
