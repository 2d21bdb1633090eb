package tandem.bench.throughput;

import java.util.List;
import java.util.Optional;

/// What came of one contestant in one case: a sample for each round, or why there is none.
///
/// @param who the contestant's id
/// @param version of it
/// @param samples in the order of the rounds
/// @param reason why it was not measured
public record Series(String who, String version, List<Sample> samples, Optional<String> reason) {
    public Series {
        samples = List.copyOf(samples);
    }
}
