package tandem.vip;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import tandem.Pure;

/// The connections of clients by a VIP; the data path has them. From any thread.
public interface Clients {

    /// From now on each answer is the last on its connection, and who asks nothing for a while is disconnected.
    void sendOff(String address);

    /// Not any more.
    void welcome(String address);

    /// Completes when the next request by the address was answered; fails when there is none within the limit.
    ///
    /// @param address empty for any
    CompletionStage<Void> next(Optional<String> address, Duration limit);

    /// What there is now.
    CompletionStage<Open> open(String address);

    /// How much there is.
    ///
    /// @param connections that are open
    /// @param inFlight    requests on them, taken in and not yet answered in full
    @Pure
    record Open(int connections, int inFlight) {}
}
