package tandem.failover;

import java.util.Locale;

/// What befalls the owner of the address.
enum Fault {
    /// Its processes get SIGKILL.
    KILLED,
    /// Its cable loses every frame, in both directions; its link looks fine.
    CUT,
    /// Its processes get SIGSTOP.
    FROZEN,
    /// It is asked to stop in good order.
    STOPPED;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
