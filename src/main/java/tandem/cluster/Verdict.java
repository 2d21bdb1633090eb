package tandem.cluster;

import tandem.Pure;

/// The election's answer for one node and one VIP.
@Pure
public sealed interface Verdict {

    /// Why, in a line for a person.
    String reason();

    /// This node should own the VIP.
    ///
    /// @param term the term to claim it at: the one it holds it at already, or a new one above every term
    ///             seen
    record Active(long term, String reason) implements Verdict {}

    /// Another node owns it or is about to.
    ///
    /// @param owner that node's name
    record Standby(String owner, String reason) implements Verdict {}

    /// This node must not own it, whoever does: it hears no quorum.
    record Refrain(String reason) implements Verdict {}

    /// Nobody can be named: too little is known yet, or this node is leaving.
    record Abstain(String reason) implements Verdict {}
}
