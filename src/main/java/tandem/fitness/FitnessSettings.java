package tandem.fitness;

import java.util.List;
import tandem.Pure;

/// By what a node finds out whether it could serve.
///
/// @param selfCheck its requests to itself. `proxy.self-check`
/// @param tracked   interfaces that have to be up and have a carrier: those of the VIPs, and those of
///                  `cluster.track`
/// @param checks    the operator's own. `checks`
@Pure
public record FitnessSettings(SelfCheckSettings selfCheck, List<String> tracked, List<OperatorCheck> checks) {
    public FitnessSettings {
        tracked = List.copyOf(tracked);
        checks = List.copyOf(checks);
    }
}
