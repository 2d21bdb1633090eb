package tandem.limit;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// How much of a node clients may take; what is empty has no limit.
///
/// Every constructor here throws an [IllegalArgumentException] whose message names the key and what is
/// allowed.
///
/// @param connections         open connections of clients, in all event loops together; the next one is
///                            closed at
///                            once. `limits.connections`
/// @param connectionsByClient of one address (IPv6: one /64). `limits.connections-by-client`
/// @param rate                requests by client. `limits.requests-by-client`, `.burst`, `.clients`
/// @param concurrentRequests  requests under way, in all event loops together; the next one gets 503.
///                            `limits.concurrent-requests`
/// @param bodyBytes           of a request's body; 413 beyond. `limits.body-bytes`
/// @param total               from a request's head to the end of its answer; 504, or the answer is cut off.
///                            `limits.total-timeout`
public record LimitSettings(
        OptionalInt connections,
        OptionalInt connectionsByClient,
        Optional<Rate> rate,
        OptionalInt concurrentRequests,
        OptionalLong bodyBytes,
        Optional<Duration> total) {

    /// No limits.
    public static final LimitSettings NONE = new LimitSettings(
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            OptionalLong.empty(),
            Optional.empty());

    public LimitSettings {
        positive("connections", connections);
        positive("connections-by-client", connectionsByClient);
        positive("concurrent-requests", concurrentRequests);
    }

    /// Requests by client; the next one gets 429 and is told when to come again.
    ///
    /// @param perSecond in the long run, 1 to 1,000,000
    /// @param burst     at once after a quiet time, 1 to 1,000,000; default as many as in a second
    /// @param clients   that are remembered, 512 to 16,777,216, 16 bytes each; default 65,536
    public record Rate(int perSecond, int burst, int clients) {
        public static final int DEFAULT_CLIENTS = 65_536;

        public Rate {
            between("requests-by-client", perSecond, 1, 1_000_000);
            between("burst", burst, 1, 1_000_000);
            between("clients", clients, 512, 1 << 24);
        }
    }

    private static void positive(String key, OptionalInt value) {
        if (value.isPresent()) between(key, value.getAsInt(), 1, Integer.MAX_VALUE);
    }

    private static void between(String key, int value, int least, int most) {
        if (value < least || value > most)
            throw new IllegalArgumentException(key + " must be " + least + " to " + most + ", not " + value);
    }
}
