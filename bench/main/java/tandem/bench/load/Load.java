package tandem.bench.load;

import java.time.Duration;
import java.util.Set;
import tandem.bench.host.Tool;

/// A kind of load, bounded in connections and in time.
public interface Load {

    /// Applies it to the loopback address.
    ///
    /// @throws tandem.bench.host.BenchFailed if the client itself does not work
    Result run(int port, Duration time);

    /// What has to be installed for it.
    Set<Tool> needs();
}
