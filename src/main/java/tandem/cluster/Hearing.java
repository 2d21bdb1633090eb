package tandem.cluster;

import tandem.Pure;

/// What became of a message that came to a [Roster].
@Pure
enum Hearing {
    /// The member had not been heard before.
    FIRST,
    /// It had, and this says something else.
    NEWER,
    /// It had, and this says the same.
    SAME,
    /// The message is old, of a node without a seat, or this node's own.
    DROPPED
}
