package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.backend.Failure;

/// What came of a request's attempts so far.
///
/// @param backends on which it failed; a kept connection that has ended is no failure of its backend
/// @param failed   how often; kept connections that have ended do not count
/// @param fresh    whether only new connections are used from now on: one that was kept has broken, so
///                 that others may
///                 be broken as well
@Pure
record Tries(List<Backend> backends, int failed, boolean fresh) {
    static final Tries NONE = new Tries(List.of(), 0, false);

    /// With one more that has failed.
    Tries with(Backend backend, Failure.Kind kind) {
        if (kind == Failure.Kind.KEPT_CONNECTION_CLOSED || kind == Failure.Kind.GOING_AWAY)
            return new Tries(backends, failed, true);
        if (backends.contains(backend)) return new Tries(backends, failed + 1, fresh);
        List<Backend> all = new ArrayList<>(backends);
        all.add(backend);
        return new Tries(List.copyOf(all), failed + 1, fresh);
    }
}
