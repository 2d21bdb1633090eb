package tandem.proxy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tandem.Pure;
import tandem.backend.Mode;
import tandem.balance.Algorithm;
import tandem.health.BackendStatus;
import tandem.tls.BackendTlsSnapshot;

/// A pool at one moment.
///
/// @param version  grows with every change of members, weights and modes
/// @param backends those of the configuration in its order, then those that were added
/// @param queue    of its requests; empty where none ever waits
/// @param tls      with its backends; empty where connections are plain
@Pure
public record PoolSnapshot(
        String name,
        Algorithm balance,
        long version,
        List<Member> backends,
        Optional<Queue> queue,
        Optional<BackendTlsSnapshot> tls) {
    public PoolSnapshot {
        backends = List.copyOf(backends);
    }

    /// Requests that wait until a backend may have them.
    ///
    /// @param requestsPerBackend that may be under way
    /// @param waiting            now
    /// @param expired            waited for too long, since the start
    /// @param refused            found no room, since the start
    /// @param waits              how long those waited that got a place; who found one at once did not wait
    public record Queue(
            int requestsPerBackend, int waiting, long expired, long refused, ProxySnapshot.Durations waits) {
        /// Nobody has waited in vain or got a place.
        public Queue(int requestsPerBackend, int waiting, long expired, long refused) {
            this(requestsPerBackend, waiting, expired, refused, ProxySnapshot.Durations.NONE);
        }
    }

    /// One backend.
    ///
    /// @param status who it is, with the weight in force, and how it stands
    /// @param mode   what the operator wants of it
    public record Member(BackendStatus status, Mode mode, Traffic traffic) {}

    /// What it has done and is doing.
    ///
    /// @param attempts to have a request answered by it
    /// @param failures attempts that got no complete answer, for whatever reason
    /// @param inFlight attempts under way
    /// @param latency  peak-sensitive average of the time to an answer's head; empty before the first one
    /// @param sessionsMoved requests of its sessions that went elsewhere, because it could not have them
    /// @param connections to it, those that are kept included
    /// @param sessions    of which a request went to it within the last 10 to 20 minutes, within a few per cent
    public record Traffic(
            long attempts,
            long failures,
            int inFlight,
            Optional<Duration> latency,
            long sessionsMoved,
            int connections,
            int sessions) {
        static final Traffic NONE = new Traffic(0, 0, 0, Optional.empty(), 0);

        /// Without connections and sessions.
        public Traffic(long attempts, long failures, int inFlight, Optional<Duration> latency, long sessionsMoved) {
            this(attempts, failures, inFlight, latency, sessionsMoved, 0, 0);
        }
    }
}
