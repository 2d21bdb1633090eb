package tandem.vip;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tandem.Pure;

/// A change of a node's role for one VIP, for logs and status.
///
/// @param at       wall-clock time
/// @param term     the node's own term when it is active now, else the highest one seen
/// @param why      a line for a person
/// @param takeover how long it took; only of a change to active
@Pure
public record Transition(Instant at, long term, Role from, Role to, String why, Optional<Takeover> takeover) {

    /// The steps of a takeover, each as the time since the event that caused it was noticed.
    ///
    /// @param decided   the election had answered
    /// @param added     the address was on this node
    /// @param announced the first announcement was out, or had failed
    public record Takeover(Duration decided, Duration added, Duration announced) {
        String text() {
            return "decided " + Phrases.step(decided) + ", address added " + Phrases.step(added) + ", announced "
                    + Phrases.step(announced);
        }
    }

    /// Who had the VIP before, by this node's role.
    public Optional<String> fromOwner() {
        return from.owner();
    }

    /// Who has it now, by this node's role.
    public Optional<String> toOwner() {
        return to.owner();
    }

    /// The whole change in a line.
    public String text() {
        String steps = takeover.map(took -> "; " + took.text()).orElse("");
        return from.text() + " -> " + to.text() + ", term " + term + ", " + why + steps;
    }
}
