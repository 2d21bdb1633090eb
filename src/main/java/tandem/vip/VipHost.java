package tandem.vip;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tandem.cluster.Lost;

/// What the controller of a VIP asks of the node that it runs on. Called on the HA thread.
public interface VipHost {

    /// Tell the other nodes that this one claims the VIP at a term.
    void claim(String vip, long term);

    /// Tell them that it no longer does.
    void withdraw(String vip);

    /// Treat all other nodes as not yet heard, so that the election abstains until it hears them again or its wait
    /// is over; then say so in a new view.
    void forgetOthers(String why);

    /// For how long the pledges of a quorum still count for this node's claim; zero when they do not. Empty where
    /// ownership is not exclusive.
    default Optional<Duration> support(String vip) {
        return Optional.empty();
    }

    /// How a node was lost; empty when it was not.
    default Optional<Lost> lost(String node) {
        return Optional.empty();
    }

    /// Completes when the next request of a client by this VIP was answered; fails when none comes for a while.
    default CompletionStage<Void> nextAnswer(String vip) {
        return CompletableFuture.failedStage(new UnsupportedOperationException());
    }

    /// This node's trouble with the VIP has changed: a node in trouble is not fit to own it.
    ///
    /// @param problem a line for a person; empty when the trouble is over
    void problem(String vip, Optional<String> problem);
}
