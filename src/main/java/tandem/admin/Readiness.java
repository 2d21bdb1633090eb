package tandem.admin;

import java.util.List;
import tandem.Pure;

/// Whether the node wants traffic.
///
/// @param ready   what `/readyz` says: 200 or 503
/// @param reasons why not, each a line for a person; empty when it is ready
@Pure
public record Readiness(boolean ready, List<String> reasons) {
    public Readiness {
        reasons = List.copyOf(reasons);
    }
}
