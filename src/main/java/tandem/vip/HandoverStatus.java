package tandem.vip;

import java.util.Optional;
import tandem.Pure;

/// Planned moves of one VIP as a node sees them.
///
/// @param vip         its name
/// @param without     why a planned move ends connections that are busy; empty when none is cut
/// @param going       the move under way from here, or what is left of it
/// @param handsBackTo the old owner whose connections this node passes on
/// @param last        what came of the last move from here
@Pure
public record HandoverStatus(
        String vip,
        Optional<String> without,
        Optional<String> going,
        Optional<String> handsBackTo,
        Optional<String> last) {}
