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

    /// The steps of a takeover. But for the first and the last, each is the time since the event that caused
    /// it was noticed: for a lost owner, when its silence had lasted too long or its host refused a beacon.
    ///
    /// @param silence   from the last sign of life of a lost owner until its loss was noticed; empty when
    ///                  the cause was something else
    /// @param decided   the election had answered
    /// @param added     the address was on this node
    /// @param announced the first announcement was out, or had failed
    /// @param served    the first request of a client was answered here, to a millisecond or so; empty as
    ///                  long as none was
    public record Takeover(
            Optional<Duration> silence,
            Duration decided,
            Duration added,
            Duration announced,
            Optional<Duration> served) {

        Takeover firstServed(Duration after) {
            return new Takeover(silence, decided, added, announced, Optional.of(after));
        }

        String text() {
            return silence.map(time -> "noticed after " + Phrases.millis(time) + " of silence, ")
                            .orElse("")
                    + "decided " + Phrases.step(decided) + ", address added " + Phrases.step(added) + ", announced "
                    + Phrases.step(announced);
        }
    }

    /// The same change once the first request was answered after it.
    Transition firstServed(Duration after) {
        return new Transition(at, term, from, to, why, takeover.map(took -> took.firstServed(after)));
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
