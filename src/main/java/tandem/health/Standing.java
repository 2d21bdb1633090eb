package tandem.health;

import tandem.Pure;

/// How a backend stands, in a word.
@Pure
public enum Standing {
    /// Not checked yet. It is balanced to, on trust.
    UNVERIFIED,
    /// Its checks pass. It is balanced to.
    HEALTHY,
    /// Taken out of balancing.
    OUT;

    /// Whether such a backend may be balanced to.
    public boolean eligible() {
        return this != OUT;
    }
}
