package tandem.vip;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tandem.Pure;

/// One VIP as a node sees it, at one moment.
///
/// @param name        the VIP's name
/// @param address     what it is to a client
/// @param role        what this node is to it
/// @param term        the term of this node's own ownership when it is active, else the highest one seen
/// @param reason      why the role is what it is
/// @param since       when the role began, by the wall clock
/// @param problem     what keeps this node from owning it, and who else claims on the network what it owns
/// @param transitions the last changes of role, the newest last
@Pure
public record VipStatus(
        String name,
        String address,
        Role role,
        long term,
        String reason,
        Instant since,
        Optional<String> problem,
        List<Transition> transitions) {
    public VipStatus {
        transitions = List.copyOf(transitions);
    }
}
