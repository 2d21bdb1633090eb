package tandem.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.Pure;

/// What the data path has done and is doing.
///
/// @param requests    taken in since the start, those refused included
/// @param rejected    of these, answered by the proxy itself
/// @param inFlight    taken in and not yet answered in full
/// @param connections of clients that are open
/// @param backends    in the order of the configuration
@Pure
public record ProxySnapshot(
        long requests, long rejected, int inFlight, int connections, List<BackendTraffic> backends) {
    public ProxySnapshot {
        backends = List.copyOf(backends);
    }

    /// What one backend was asked.
    ///
    /// @param backend  its name
    /// @param attempts to have a request answered by it
    /// @param failures attempts that got no complete answer, for whatever reason
    /// @param inFlight attempts under way
    /// @param latency  peak-sensitive average of the time to an answer's head; empty before the first one
    /// @param sessionsMoved requests of its sessions that went elsewhere, because it could not have them
    public record BackendTraffic(
            String backend,
            long attempts,
            long failures,
            int inFlight,
            Optional<Duration> latency,
            long sessionsMoved) {

        /// None of whose sessions went elsewhere.
        public BackendTraffic(String backend, long attempts, long failures, int inFlight, Optional<Duration> latency) {
            this(backend, attempts, failures, inFlight, latency, 0);
        }
    }
}
