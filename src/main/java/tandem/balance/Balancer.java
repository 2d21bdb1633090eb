package tandem.balance;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import tandem.backend.Backend;

/// Picks a backend for each request.
///
/// A balancer is a value: it holds no counter and no load. The caller owns the *turn*, a number that grows
/// by one with every pick (each event loop counts for itself, from an offset of its own), and hands in the
/// load. So one balancer may be shared by all event loops, and a new one for another set of backends goes
/// on where the old one was.
public sealed interface Balancer permits SmoothWeightedRoundRobin, LeastConnections {

    /// A balancer over backends that may all be picked.
    ///
    /// @param eligible in the order of the configuration; may be empty, and then every pick is
    static Balancer of(Algorithm algorithm, List<Backend> eligible) {
        return switch (algorithm) {
            case ROUND_ROBIN -> new SmoothWeightedRoundRobin(eligible);
            case LEAST_CONNECTIONS -> new LeastConnections(eligible);
        };
    }

    /// The backends that are balanced over; the indexes of [#pick] and [Load] are positions in this list.
    List<Backend> backends();

    /// The index into [#backends()] of the backend for this turn, or empty when every one is skipped.
    ///
    /// @param turn any number; consecutive picks of one caller use consecutive numbers
    /// @param skip backends that must not be picked now, such as those that this request was tried on already
    OptionalInt pick(long turn, Load load, IntPredicate skip);
}
