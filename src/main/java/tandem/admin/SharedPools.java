package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import tandem.backend.PoolChange;
import tandem.proxy.Pools;

/// The pools of this node, whose changes all nodes know and that outlive a process.
public interface SharedPools extends Pools {

    /// Changes a pool on this node.
    ///
    /// @param pool  its name
    /// @param asked when the first node was asked for it, by that node's clock
    Changed change(String pool, PoolChange change, Instant asked);

    @Override
    default Changed change(String pool, PoolChange change) {
        return change(pool, change, Instant.now());
    }

    /// What another node asks that wants to know the same.
    ///
    /// @param question with the `digest` of what that one knows
    /// @return `wishes`, unless it knows the same
    JsonObject wishes(JsonObject question);
}
