package tandem.balance;

/// How busy the backends of a balancer are, by their index in [Balancer#backends()].
@FunctionalInterface
public interface Load {

    /// Requests that were sent to this backend and are not yet answered in full; never negative.
    int inFlight(int index);
}
