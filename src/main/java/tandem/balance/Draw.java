package tandem.balance;

/// What one pick is made under. The indexes are those of [Balancer#backends()].
public interface Draw {
    /// The [#share(int)] of a backend that takes all that its weight gives it.
    int WHOLE = 1000;

    /// Grows by one with every pick of one caller, from any number on. Round robin goes by it, and so does
    /// chance: where an algorithm draws, it draws from a hash of the turn, so that the same turn draws the same.
    long turn();

    /// A hash of what requests are kept together by, such as the client's address; only algorithms of which
    /// [Algorithm#hashes()] holds ask for it.
    long key();

    /// Requests that were sent to this backend and are not yet answered in full; never negative.
    int inFlight(int index);

    /// How long this backend is expected to take for an answer's head, in nanoseconds; 0 when nothing is known.
    double latency(int index);

    /// How much of its weight counts now, 1 to [#WHOLE]: less than all of it while a backend starts slowly.
    int share(int index);

    /// Whether this backend must not be picked now, because this request was tried on it already.
    boolean skips(int index);
}
