package tandem.admin;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import tandem.backend.PoolChange;
import tandem.proxy.Pools;

/// The pools of this node, whose changes all nodes know and that outlive a process.
public interface SharedPools extends Pools {

    /// Changes a pool, on this node first. It is newer than whatever this node knows.
    ///
    /// @param pool  its name
    /// @param asked when it was asked for, by the clock of the node that was asked
    Changed change(String pool, PoolChange change, Instant asked);

    /// Changes a pool on this node too, unless something newer was asked for of the same backend meanwhile: of two
    /// changes that race each other the later one holds, in whatever order a node is told of them.
    ///
    /// @param at [#newest] of the node that made it first
    Changed follow(String pool, PoolChange change, Instant at);

    /// When the newest change of a backend was asked for, as far as this node knows; 1970 for never.
    Instant newest(String pool, String backend);

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
