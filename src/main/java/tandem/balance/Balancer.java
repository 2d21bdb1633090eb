package tandem.balance;

import java.util.List;
import tandem.backend.Backend;

/// Picks a backend for each request.
///
/// A balancer is a value: it holds no counter and no load, and all that changes from one pick to the next comes
/// with the [Draw]. So one balancer may be shared by all event loops, and a new one for another set of backends
/// goes on where the old one was. A pick allocates nothing.
public sealed interface Balancer
        permits SmoothWeightedRoundRobin,
                LeastConnections,
                PowerOfTwoChoices,
                WeightedRandom,
                PeakEwma,
                ConsistentHash,
                Maglev {
    /// What a pick is when every backend is skipped, or there is none.
    int NONE = -1;

    /// A balancer over backends that may all be picked.
    ///
    /// @param eligible in the order of the configuration, each of a weight above 0; may be empty, and then every
    ///                 pick is [#NONE]
    static Balancer of(Algorithm algorithm, List<Backend> eligible) {
        return switch (algorithm) {
            case ROUND_ROBIN -> new SmoothWeightedRoundRobin(eligible);
            case LEAST_CONNECTIONS -> new LeastConnections(eligible);
            case POWER_OF_TWO -> new PowerOfTwoChoices(eligible);
            case RANDOM -> new WeightedRandom(eligible);
            case PEAK_EWMA -> new PeakEwma(eligible);
            case CONSISTENT_HASH -> new ConsistentHash(eligible);
            case MAGLEV -> new Maglev(eligible);
        };
    }

    /// The backends that are balanced over; the indexes of a [Draw] are positions in this list.
    List<Backend> backends();

    /// The index into [#backends()] of the backend for this draw, or [#NONE].
    int pick(Draw draw);
}
