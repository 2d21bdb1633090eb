package tandem.proxy;

import java.util.List;
import java.util.Optional;
import tandem.backend.PoolChange;
import tandem.backend.PoolRefusal;
import tandem.health.BackendStatus;

/// The pools of a running node: what they do, and changes of them. May be used by any thread; nothing here blocks.
public interface Pools {

    /// In the order of the configuration.
    List<PoolSnapshot> list();

    /// Changes a pool on this node.
    ///
    /// @param pool its name
    Changed change(String pool, PoolChange change);

    /// The last active checks of a backend, the newest one first.
    ///
    /// @return empty when there is no such pool or backend
    Optional<List<BackendStatus.LastCheck>> checks(String pool, String backend);

    /// What came of a change.
    sealed interface Changed {
        record Done(PoolSnapshot after) implements Changed {}

        record Refused(PoolRefusal refusal) implements Changed {}
    }
}
