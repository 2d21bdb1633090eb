package tandem.health;

import tandem.Pure;

/// How a backend stands, in a word.
@Pure
public enum Standing {
    /// Not checked yet. It is balanced to, on trust.
    UNVERIFIED,
    /// New, or changed, while the pool runs: it is balanced to once its checks have passed.
    CHECKING,
    /// Its checks pass. It is balanced to.
    HEALTHY,
    /// Taken out of balancing.
    OUT;

    /// Whether such a backend may be balanced to.
    public boolean eligible() {
        return switch (this) {
            case UNVERIFIED, HEALTHY -> true;
            case CHECKING, OUT -> false;
        };
    }
}
