package tandem.admin;

import io.vertx.core.Future;
import java.util.Optional;

/// Moves a VIP to another node.
public interface Switchover {

    /// Called on an event loop; must not wait there.
    ///
    /// @param vip its name
    /// @param to  the node to move it to; empty for the best one
    Future<SwitchoverReply> move(String vip, Optional<String> to);
}
