package tandem.bench.throughput;

import java.util.Optional;
import tandem.bench.load.Latency;

/// One contestant in one round of one case.
///
/// @param requests answered well
/// @param failed not so
/// @param seconds the load was applied for
/// @param cpuMicros processor time of the proxy for each request
/// @param latency of the requests
/// @param use of the machine meanwhile
/// @param memory where that was what was measured
public record Sample(
        long requests,
        long failed,
        double seconds,
        double cpuMicros,
        Latency latency,
        Use use,
        Optional<Memory> memory) {
    private static final double FULL = 0.93;

    /// Parts of the processors' time, 0 to 1, and memory.
    ///
    /// @param proxy of the proxy's processor, used by the proxy
    /// @param load of the other processors, busy
    /// @param stolen of all processors, taken away by the host beneath
    /// @param residentMib of the proxy's processes, at the end
    public record Use(double proxy, double load, double stolen, double residentMib) {}

    /// Resident memory of a proxy whose connections do nothing.
    ///
    /// @param restMib with none
    /// @param thousandMib with 1,000
    /// @param allMib with all of the case
    /// @param connections of the case
    public record Memory(double restMib, double thousandMib, double allMib, int connections) {
        /// What each connection after the first 1,000 added.
        public double perConnectionKib() {
            return (allMib - thousandMib) * 1024 / (connections - 1000);
        }
    }

    public double rate() {
        return requests / seconds;
    }

    /// Whether the load or the backend was at its end before the proxy was, so that the rate says nothing of the proxy.
    public boolean limitedByLoad() {
        return use.proxy() < FULL && use.load() >= FULL;
    }
}
