package tandem.vip;

import java.time.Duration;
import java.util.Optional;
import tandem.Pure;
import tandem.cluster.Quorum;

/// Until when a quorum of the nodes has pledged to let nobody else have the VIP.
@Pure
public sealed interface Support {

    /// Ownership is not exclusive: a claim alone is enough.
    record NotAsked() implements Support {}

    /// The pledges of a quorum count until then, by the clock of the events.
    record Until(Duration time) implements Support {}

    /// Whether the address may be added, or renewed, for one more lease: the kernel must have taken it away before
    /// the support ends, also when the call is made a little later.
    default boolean covers(Duration at, Duration lease) {
        return outlasts(at.plus(Quorum.RESERVE), lease);
    }

    /// Whether an address that was added or renewed by then is gone, at the latest, when the support ends.
    default boolean outlasts(Duration at, Duration lease) {
        return switch (this) {
            case NotAsked() -> true;
            case Until(var time) -> goneBy(at, lease).compareTo(time) <= 0;
        };
    }

    /// Until when what was decided at that time may still be done to the address; empty when that does not matter.
    default Optional<Duration> limit(Duration at) {
        return switch (this) {
            case NotAsked() -> Optional.empty();
            case Until _ -> Optional.of(at.plus(Quorum.RESERVE));
        };
    }

    /// When a kernel has certainly taken away what was added or renewed by then.
    static Duration goneBy(Duration at, Duration lease) {
        return at.plus(lease).plus(Quorum.OVERTIME);
    }
}
