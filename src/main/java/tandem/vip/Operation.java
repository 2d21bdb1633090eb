package tandem.vip;

import tandem.Pure;

/// What a node does with an address, as the subject of a problem.
@Pure
public enum Operation {
    /// Add it.
    CLAIM,
    /// Start its lease anew.
    RENEW,
    /// Tell the network about it.
    ANNOUNCE,
    /// Remove it.
    RELEASE,
    /// See whether this node could hold it at all.
    VERIFY
}
