package tandem.vip;

import tandem.Pure;

/// What the shell is to do, in the order given.
@Pure
public sealed interface OwnershipAction {

    /// Tell the other nodes that this one claims the VIP; always before the address is added.
    record Publish(long term) implements OwnershipAction {}

    /// Tell them that it no longer does.
    record Withdraw() implements OwnershipAction {}

    /// Add the address.
    record Claim() implements OwnershipAction {}

    /// Start the lease anew.
    record Renew() implements OwnershipAction {}

    /// Tell the network where the address lives now.
    record Announce() implements OwnershipAction {}

    /// Remove the address; a claim under way is given up.
    record Release() implements OwnershipAction {}

    /// Treat all other nodes as not yet heard: what this node knows of them is old.
    record ForgetOthers(String why) implements OwnershipAction {}

    /// Tell the operator, and whoever judges this node's fitness.
    ///
    /// @param of      the operation in trouble; its next success ends the trouble
    /// @param problem a line for a person
    record Report(Operation of, String problem) implements OwnershipAction {}

    /// One line for scenario files and debugging.
    default String text() {
        return switch (this) {
            case Publish(var term) -> "publish the claim at term " + term;
            case Withdraw() -> "withdraw the claim";
            case Claim() -> "claim the address";
            case Renew() -> "renew the lease";
            case Announce() -> "announce";
            case Release() -> "release the address";
            case ForgetOthers(var why) -> "forget the others: " + why;
            case Report(var _, var problem) -> "report: " + problem;
        };
    }
}
