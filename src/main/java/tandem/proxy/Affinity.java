package tandem.proxy;

import java.util.Optional;
import tandem.Pure;

/// Whether the requests of a session go to one backend. In the configuration: `pools[].affinity`.
///
/// @param by     what sessions are known by
/// @param cookie how that is set where `by` is [By#COOKIE]; empty otherwise. `pools[].affinity-cookie`
@Pure
public record Affinity(By by, Optional<AffinityCookie> cookie) {
    /// The default.
    public static final Affinity JVM_ROUTE = new Affinity(By.JVM_ROUTE, Optional.empty());

    public static final Affinity NONE = new Affinity(By.NONE, Optional.empty());

    public Affinity {
        if (cookie.isPresent() != (by == By.COOKIE))
            throw new IllegalArgumentException("an affinity by cookie needs one, and no other has one");
    }

    /// By a cookie of the proxy's own.
    public Affinity(AffinityCookie cookie) {
        this(By.COOKIE, Optional.of(cookie));
    }

    /// What sessions are known by. In the configuration in kebab-case.
    public enum By {
        /// A session's id that ends in `.NAME` (Tomcat's jvmRoute) goes to the backend of that name, while it is
        /// eligible.
        JVM_ROUTE,
        /// A cookie of the proxy's own.
        COOKIE,
        /// Nothing: every request is balanced by itself.
        NONE
    }
}
