package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import tandem.Pure;
import tandem.backend.Backend;
import tandem.backend.Failure;

/// What came of a request's attempts that failed.
@Pure
final class Tries {
    /// Nothing has failed; nothing is added to it.
    static final Tries NONE = new Tries();

    private final List<Backend> backends = new ArrayList<>(2);
    private int failed;
    private boolean fresh;

    /// These and one more that has failed.
    Tries and(Backend backend, Failure.Kind kind) {
        Tries more = this == NONE ? new Tries() : this;
        more.add(backend, kind);
        return more;
    }

    private void add(Backend backend, Failure.Kind kind) {
        if (kind == Failure.Kind.KEPT_CONNECTION_CLOSED) {
            fresh = true;
            return;
        }
        failed++;
        if (!backends.contains(backend)) backends.add(backend);
    }

    /// On which it failed; a kept connection that broke is no failure of its backend.
    List<Backend> backends() {
        return backends;
    }

    /// How often; kept connections that broke do not count.
    int failed() {
        return failed;
    }

    /// Whether only new connections are used from now on: one that was kept has broken, so that others may be broken
    /// as well.
    boolean fresh() {
        return fresh;
    }
}
