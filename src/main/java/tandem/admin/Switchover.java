package tandem.admin;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/// Moves a VIP to another node.
public interface Switchover {

    /// Called on an event loop; must not wait there.
    ///
    /// @param vip its name
    /// @param to  the node to move it to; empty for the best one
    Future<SwitchoverReply> move(String vip, Optional<String> to);

    /// Keeps a VIP on this node, which owns it. Called on an event loop; must not wait there.
    ///
    /// @param limit how long at most
    Future<SwitchoverReply> hold(String vip, Duration limit);

    /// Ends that. Called on an event loop; must not wait there.
    Future<SwitchoverReply> release(String vip);
}
