package tandem.vip;

import java.util.Optional;
import tandem.Pure;

/// What a node is to one VIP.
@Pure
public sealed interface Role {

    /// It has the address and has announced it.
    ///
    /// @param node this node's name
    record Active(String node) implements Role {}

    /// Another node has it, or is about to.
    ///
    /// @param of that node's name
    record Standby(String of) implements Role {}

    /// Neither: nobody can be named, or this node was to be active and could not.
    record Abstains() implements Role {}

    /// Who has the VIP by this role; empty when nobody is known.
    default Optional<String> owner() {
        return switch (this) {
            case Active(var node) -> Optional.of(node);
            case Standby(var of) -> Optional.of(of);
            case Abstains() -> Optional.empty();
        };
    }

    /// One or a few words for logs and status.
    default String text() {
        return switch (this) {
            case Active _ -> "active";
            case Standby(var of) -> "standby of " + of;
            case Abstains() -> "abstains";
        };
    }
}
