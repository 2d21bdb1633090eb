package tandem.admin;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/// The other nodes, as far as an operator's calls go.
public interface Peers {

    /// Asks another node, or this one. Called on an event loop; must not wait there.
    ///
    /// @param node     its name
    /// @param question what [PeerCalls#answer] understands
    /// @return fails, with a line for a person, when it is not there or does not answer in time
    Future<JsonObject> ask(String node, JsonObject question);
}
