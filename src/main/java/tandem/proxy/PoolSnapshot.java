package tandem.proxy;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
/// @param sticky   what became of its sessions
/// @param hedges   second tries of its requests beside the first
@Pure
public record PoolSnapshot(
        String name,
        Algorithm balance,
        long version,
        List<Member> backends,
        Optional<Queue> queue,
        Optional<BackendTlsSnapshot> tls,
        Sticky sticky,
        Hedges hedges) {
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

    /// Requests that got a second try beside the first, since the start.
    ///
    /// @param begun how many
    /// @param won   where the second was answered first
    public record Hedges(long begun, long won) {
        public static final Hedges NONE = new Hedges(0, 0);
    }

    /// What became of a pool's sessions, since the start.
    ///
    /// @param breaks         that went to another backend because their own could not have them
    /// @param cookiesRefused cookies of the affinity that were not sealed by its key
    /// @param last           of those breaks, the newest that were told of; empty while there was none
    public record Sticky(long breaks, long cookiesRefused, Optional<Moves> last) {
        public static final Sticky NONE = new Sticky(0, 0, Optional.empty());
    }

    /// Sessions that went to other backends.
    ///
    /// @param at    when it was told
    /// @param moved how many, by the backend that they had to leave
    public record Moves(Instant at, Map<String, Long> moved) {
        public Moves {
            moved = Collections.unmodifiableMap(new TreeMap<>(moved));
        }

        /// For a person.
        public String text() {
            return moved.entrySet().stream()
                    .map(one -> one.getValue() + (one.getValue() == 1 ? " session" : " sessions") + " had to leave "
                            + one.getKey())
                    .collect(Collectors.joining(", "));
        }
    }

    /// One backend.
    ///
    /// @param status who it is, with the weight in force, and how it stands
    /// @param mode   what the operator wants of it
    public record Member(BackendStatus status, Mode mode, Traffic traffic) {
        /// Whether requests that belong to no session go to it: it is in service, and not drained.
        public boolean takesNewSessions() {
            return mode instanceof Mode.Enabled && status.standing().eligible();
        }
    }

    /// What it has done and is doing.
    ///
    /// @param attempts to have a request answered by it
    /// @param failures attempts that got no complete answer, for whatever reason
    /// @param inFlight attempts under way
    /// @param latency  peak-sensitive average of the time to an answer's head; empty before the first one
    /// @param sessionsMoved requests of its sessions that went elsewhere, because it could not have them
    /// @param connections to it, those that are kept included
    /// @param sessions    that it has: those of which it got a request lately ([LiveSessions])
    /// @param limit       of requests under way, where it finds itself; empty elsewhere
    public record Traffic(
            long attempts,
            long failures,
            int inFlight,
            Optional<Duration> latency,
            long sessionsMoved,
            int connections,
            int sessions,
            OptionalInt limit) {
        static final Traffic NONE = new Traffic(0, 0, 0, Optional.empty(), 0);

        /// The same with this many sessions.
        Traffic withSessions(int others) {
            return new Traffic(attempts, failures, inFlight, latency, sessionsMoved, connections, others, limit);
        }

        /// Without a limit that finds itself.
        public Traffic(
                long attempts,
                long failures,
                int inFlight,
                Optional<Duration> latency,
                long sessionsMoved,
                int connections,
                int sessions) {
            this(attempts, failures, inFlight, latency, sessionsMoved, connections, sessions, OptionalInt.empty());
        }

        /// Without connections and sessions.
        public Traffic(long attempts, long failures, int inFlight, Optional<Duration> latency, long sessionsMoved) {
            this(attempts, failures, inFlight, latency, sessionsMoved, 0, 0);
        }
    }
}
