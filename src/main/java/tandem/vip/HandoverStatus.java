package tandem.vip;

import java.time.Instant;
import java.util.Optional;
import tandem.Pure;

/// Planned moves of one VIP as a node sees them.
///
/// @param vip         its name
/// @param without     why a planned move ends connections that are busy; empty when none is cut
/// @param going       the move under way from here, or what is left of it
/// @param handedBack  what this node passes on to an old owner
/// @param last        what came of the last move from here
/// @param heldUntil   for how long this node is to keep it, as an operator wishes; empty when it is not
@Pure
public record HandoverStatus(
        String vip,
        Optional<String> without,
        Optional<String> going,
        HandedBack handedBack,
        Optional<String> last,
        Optional<Instant> heldUntil) {

    /// The same with another count.
    HandoverStatus counting(long packets) {
        return new HandoverStatus(vip, without, going, new HandedBack(handedBack.to(), packets), last, heldUntil);
    }

    /// The packets of connections that this node does not know.
    ///
    /// @param to      the old owner whose connections they are; empty when nothing is handed back now
    /// @param packets since this node was started, to a second or so
    public record HandedBack(Optional<String> to, long packets) {}
}
