package tandem.vip;

import java.util.Optional;
import tandem.cluster.Handovers;

/// What planned moves ask of the node that they run on: a way to speak to the other nodes. Called on the HA thread.
public interface HandoverHost {

    /// Tell the other nodes what this one offers of a VIP; empty when nothing any more.
    void offer(String vip, Optional<Handovers.Offer> offer);

    /// Tell them what this one answers to an offer; empty when there is none any more.
    void answer(String vip, Optional<Handovers.Answer> answer);
}
