package tandem.admin;

import java.util.Optional;
import tandem.Pure;

/// What a node answers to the wish to move a VIP.
@Pure
public sealed interface SwitchoverReply {

    /// Another node has it.
    ///
    /// @param to   that node
    /// @param text a line for a person
    record Moved(String to, String text) implements SwitchoverReply {}

    /// It takes longer than a caller should wait; `/status` tells what comes of it.
    record UnderWay(String text) implements SwitchoverReply {}

    /// There is no VIP of that name.
    record UnknownVip(String text) implements SwitchoverReply {}

    /// It cannot be moved, or not from here.
    ///
    /// @param owner who has it, where that is another node
    record Refused(String text, Optional<String> owner) implements SwitchoverReply {}
}
