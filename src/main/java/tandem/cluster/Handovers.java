package tandem.cluster;

import java.util.Map;
import tandem.Pure;

/// What a node says about planned moves: what it offers to others, and what it answers to offers.
///
/// @param offers  by name of a VIP: to whom this node hands it over. An offer stays until the last connection of
///                the move has ended, for so long the successor hands packets back. An offer to itself is a hold:
///                nobody takes the VIP away while it lasts
/// @param answers by name of a VIP: this node's answer to the offer that another one made it
@Pure
public record Handovers(Map<String, Offer> offers, Map<String, Answer> answers) {
    public static final Handovers NONE = new Handovers(Map.of(), Map.of());

    public Handovers {
        offers = Map.copyOf(offers);
        answers = Map.copyOf(answers);
    }

    /// Whether this node is prepared to take the VIP by this offer.
    boolean prepared(String vip, String owner, Offer offer) {
        Answer answer = answers.get(vip);
        return answer != null && answer.is(owner, offer) && answer.prepared();
    }

    /// An owner hands a VIP over to one node.
    ///
    /// @param to         that node's name
    /// @param number     tells this offer from the owner's earlier ones
    /// @param term       at which the owner holds the VIP; at any other term the offer is over
    /// @param handBackTo the owner's own address on the VIP's link, to which the successor hands back the packets
    ///                   of connections that it does not know; empty when it is to take the VIP without that
    public record Offer(String to, long number, long term, String handBackTo) {
        /// The owner keeps the VIP.
        public static Offer hold(String owner, long number, long term) {
            return new Offer(owner, number, term, "");
        }

        /// Whether it is its owner's hold.
        public boolean isHold(String owner) {
            return to.equals(owner);
        }

        /// Whether the successor has nothing to prepare.
        public boolean plain() {
            return handBackTo.isEmpty();
        }
    }

    /// What a successor says to an offer.
    ///
    /// @param owner    who made it
    /// @param number   of the offer
    /// @param prepared whether it hands packets back; if not, it waits for a plain offer
    /// @param reason   why it does not; empty when it does
    public record Answer(String owner, long number, boolean prepared, String reason) {
        /// Whether it is the answer to this offer.
        public boolean is(String otherOwner, Offer offer) {
            return owner.equals(otherOwner) && number == offer.number();
        }
    }
}
