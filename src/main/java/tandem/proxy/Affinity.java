package tandem.proxy;

import tandem.Pure;

/// Whether the requests of a session go to one backend. In the configuration: `pools[].affinity`, in kebab-case.
@Pure
public enum Affinity {
    /// A session's id that ends in `.NAME` (Tomcat's jvmRoute) goes to the backend of that name, while it is
    /// eligible: `jvm-route`, the default.
    JVM_ROUTE,
    /// Every request is balanced by itself: `none`.
    NONE
}
