package tandem.health;

import tandem.Pure;

/// How a backend came back.
///
/// @param ejections how often in a row real requests have ejected it; each doubles the time of the next one
/// @param starting  whether it starts slowly since it is back
@Pure
record Recovery(int ejections, boolean starting) {
    static final Recovery NONE = new Recovery(0, false);
}
