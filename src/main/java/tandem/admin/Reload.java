package tandem.admin;

import io.vertx.core.Future;
import java.util.Optional;

/// Takes a changed configuration over while the node runs.
///
/// May be used by any thread; nothing here blocks.
public interface Reload {

    /// Reads the configuration and the files that it names again, and takes over what has changed. One after
    /// another: a second call waits for its turn.
    ///
    /// @param asked who asks for it, for the log: `SIGHUP`, `the file has changed`
    Future<Reloaded> reload(String asked);

    /// What came of the newest one since the start.
    Optional<Reloaded> last();
}
