package tandem.vip;

import java.util.concurrent.CompletionStage;
import tandem.Pure;

/// The connections of clients by a VIP; the data path has them. From any thread.
public interface Clients {

    /// From now on each answer is the last on its connection, and who asks nothing for a while is disconnected.
    void sendOff(String address);

    /// Not any more.
    void welcome(String address);

    /// What there is now.
    CompletionStage<Open> open(String address);

    /// How much there is.
    ///
    /// @param connections that are open
    /// @param inFlight    requests taken in and not yet answered in full, by whatever address
    @Pure
    record Open(int connections, int inFlight) {}
}
