package tandem.vip;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// What the kernel of this host does for a planned move that cuts no connection, on either side of it.
///
/// The calls return at once and are carried out one after the other, elsewhere than on the HA thread. A stage fails
/// with an exception whose message is a line for a person.
public interface HandBack extends AutoCloseable {

    /// Why it cannot be had on this node; empty when it can.
    Optional<String> unavailable();

    /// The old owner's first step, before it offers the VIP: keeps the address where its connections go on living when
    /// another node has it on the link. It has to be renewed like the address itself, and goes by itself otherwise.
    CompletionStage<Void> keep();

    /// This node's own address on the VIP's link; known once [#keep] is done.
    String linkAddress();

    /// The old owner: another node has claimed the VIP.
    CompletionStage<Void> yielded();

    /// Starts the lease of what is kept anew.
    CompletionStage<Void> renew();

    /// The old owner's last step: nothing is kept any more. No failure when nothing was.
    CompletionStage<Void> drop();

    /// The successor's first step, before it claims: hands packets of connections that it does not know to the old
    /// owner.
    ///
    /// @param handBackTo the old owner's own address on the link
    CompletionStage<Void> prepare(String handBackTo);

    /// The successor's last step. No failure when nothing was prepared.
    CompletionStage<Void> finish();

    /// How many packets were handed back since this was opened. Any thread.
    default long handedBack() {
        return 0;
    }

    /// Undoes everything, and waits until that is done.
    @Override
    void close();

    /// Where it cannot be had.
    record Unavailable(String reason) implements HandBack {
        @Override
        public Optional<String> unavailable() {
            return Optional.of(reason);
        }

        @Override
        public CompletionStage<Void> keep() {
            return refused();
        }

        @Override
        public String linkAddress() {
            return "";
        }

        @Override
        public CompletionStage<Void> yielded() {
            return refused();
        }

        @Override
        public CompletionStage<Void> renew() {
            return refused();
        }

        @Override
        public CompletionStage<Void> drop() {
            return nothing();
        }

        @Override
        public CompletionStage<Void> prepare(String handBackTo) {
            return refused();
        }

        @Override
        public CompletionStage<Void> finish() {
            return nothing();
        }

        @Override
        public void close() {}

        private CompletionStage<Void> refused() {
            return CompletableFuture.failedStage(new AddressException(reason));
        }

        private static CompletionStage<Void> nothing() {
            return CompletableFuture.completedStage(null);
        }
    }
}
