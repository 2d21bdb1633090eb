package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// The session that a request says it belongs to.
///
/// @param route name of the backend that has it; null when none is known
/// @param id    tells it apart from others; 0 where nothing does
/// @param due   whether its cookie has to be renewed, so that it does not end before the session does
@Pure
record Session(@Nullable String route, long id, boolean due) {
    static final Session NONE = new Session(null, 0);

    /// One whose cookie is as it should be, or none of the proxy's.
    Session(@Nullable String route, long id) {
        this(route, id, false);
    }
}
