package tandem.bench.throughput;

import java.util.function.Function;
import tandem.bench.contestant.Feature;
import tandem.bench.contestant.Origin;
import tandem.bench.load.Load;

/// Something that clients do, to be measured with every contestant.
///
/// @param id on the command line
/// @param title for a table
/// @param origin the backend
/// @param feature what it asks of a proxy
/// @param probe the path of a request that shows whether a contestant can do it
/// @param kind how it is measured
public record Case(String id, String title, Origin origin, Feature feature, String probe, Kind kind) {

    /// How a case is measured.
    public sealed interface Kind {
        /// As much as the contestant does.
        record Full(Load load) implements Kind {}

        /// At a constant rate, a part of what the baseline can do in the same run.
        ///
        /// @param share 0 to 1
        /// @param atRate the load at that many requests a second
        record Paced(double share, Function<Double, Load> atRate) implements Kind {}

        /// Connections that do nothing.
        record Idle(int connections) implements Kind {}
    }
}
