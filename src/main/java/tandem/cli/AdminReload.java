package tandem.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tandem.admin.NotNow;
import tandem.admin.Reload;
import tandem.admin.Reloaded;

/// The admin call that reads the configuration again.
///
/// @param reloader null while the node starts
record AdminReload(Vertx vertx, Supplier<@Nullable Reloader> reloader) implements Reload {

    @Override
    public Future<Reloaded> reload(String asked) {
        var following = reloader.get();
        if (following == null) return Future.failedFuture(new NotNow("this node is still starting: try again soon"));
        return Future.fromCompletionStage(following.reload(asked).toCompletionStage(), vertx.getOrCreateContext());
    }

    @Override
    public Optional<Reloaded> last() {
        var following = reloader.get();
        return following == null ? Optional.empty() : following.last();
    }
}
