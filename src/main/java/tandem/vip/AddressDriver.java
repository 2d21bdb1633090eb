package tandem.vip;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Carries out on this node what ownership of one VIP demands.
///
/// All calls come from the HA thread, and none may keep it for longer than a system call takes. A stage
/// fails with an exception whose message is a line for a person. Results come in the order of the calls:
/// [#release] gives up a claim that is still under way, and completes after it.
public interface AddressDriver extends AutoCloseable {

    /// Adds the address. Bounded in time.
    CompletionStage<Void> claim();

    /// Starts the address's lease anew, and adds the address again where somebody removed it. Nothing to do where
    /// there is no lease.
    default CompletionStage<Void> renew() {
        return CompletableFuture.completedStage(null);
    }

    /// Tells the network that the address lives here now. Nothing to do where the network need not know.
    default CompletionStage<Void> announce() {
        return CompletableFuture.completedStage(null);
    }

    /// Removes the address; it is no failure when it is not there.
    CompletionStage<Void> release();

    /// Fails with the reason when this node could not serve under the address now, held or not. Nothing to do where
    /// that cannot be known.
    default CompletionStage<Void> verify() {
        return CompletableFuture.completedStage(null);
    }

    /// Names who is told, on whatever thread, when another host says that it has the address, held here or
    /// not: by which MAC address, for a person. Where nobody can be heard, nobody is told.
    default void onForeignClaim(Consumer<String> told) {}

    /// Gives up what the driver itself holds; the address is not its concern any more.
    @Override
    void close();
}
