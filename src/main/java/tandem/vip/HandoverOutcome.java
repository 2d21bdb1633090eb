package tandem.vip;

import tandem.Pure;

/// What came of the wish to move a VIP.
@Pure
public sealed interface HandoverOutcome {

    /// A line for a person.
    String text();

    /// Another node has it.
    ///
    /// @param handsBack whether connections live on at this node
    /// @param cut       connections that the move ended
    record Moved(String to, boolean handsBack, int cut, String text) implements HandoverOutcome {}

    /// It cannot be moved from here, for it is not here.
    ///
    /// @param owner who has it; empty when nobody is known
    record NotOwner(String owner, String text) implements HandoverOutcome {}

    /// It is held here now, or no longer.
    record Done(String text) implements HandoverOutcome {}

    /// It stays.
    record Stays(String text) implements HandoverOutcome {}
}
