package tandem.proxy;

import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// The session that a request says it belongs to.
///
/// @param route name of the backend that has it; null when none is known
/// @param id    tells it apart from others; 0 where nothing does
@Pure
record Session(@Nullable String route, long id) {
    static final Session NONE = new Session(null, 0);
}
