package tandem.failover;

import java.util.Locale;

/// What befalls the owner of the address, or a Tomcat behind it.
enum Fault {
    /// Its processes get SIGKILL.
    KILLED(true),
    /// Its cable loses every frame, in both directions; its link looks fine.
    CUT(true),
    /// Its processes get SIGSTOP.
    FROZEN(true),
    /// It is asked to stop in good order.
    STOPPED(true),
    /// It is asked to hand the address over.
    SWITCHOVER(true),
    /// The same while [PlannedLoad] goes on.
    STOPPED_LOADED(true),
    /// The same while [PlannedLoad] goes on.
    SWITCHOVER_LOADED(true),
    /// The proxy's process alone gets SIGKILL, and whatever looks after it lives.
    PROXY_KILLED(false),
    /// A Tomcat gets SIGKILL.
    BACKEND_KILLED(false),
    /// The cable of a Tomcat's host loses every frame.
    BACKEND_CUT(false);

    private final boolean moves;

    Fault(boolean moves) {
        this.moves = moves;
    }

    /// Whether the address has to move.
    boolean moves() {
        return moves;
    }

    /// Whether the other clients go on meanwhile.
    boolean loaded() {
        return this == STOPPED_LOADED || this == SWITCHOVER_LOADED;
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static Fault of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT).replace(' ', '_'));
    }
}
