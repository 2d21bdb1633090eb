package tandem.cluster;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.Pure;

/// This node's own part in planned moves. Holds state, for the [Roster] alone.
@Pure
final class OwnHandovers {
    private final Map<String, Handovers.Offer> offers = new HashMap<>();
    private final Map<String, Handovers.Answer> answers = new HashMap<>();

    /// What is offered of the VIP from now on; null for nothing.
    ///
    /// @return whether that changed anything
    boolean offer(String vip, Handovers.@Nullable Offer offer) {
        return !Objects.equals(offer, offer == null ? offers.remove(vip) : offers.put(vip, offer));
    }

    /// What is answered to another's offer of the VIP from now on; null when there is none any more.
    ///
    /// @return whether that changed anything
    boolean answer(String vip, Handovers.@Nullable Answer answer) {
        return !Objects.equals(answer, answer == null ? answers.remove(vip) : answers.put(vip, answer));
    }

    /// This node claims the VIP anew. An offer is of one term, and one that is left of the last move must not give
    /// the VIP away again.
    void claimed(String vip) {
        offers.remove(vip);
    }

    Handovers now() {
        return new Handovers(offers, answers);
    }
}
