package tandem.proxy;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tandem.Pure;
import tandem.backend.Failure;
import tandem.backend.Failure.Kind;

/// How long the silence of a backend is borne by a request that could go elsewhere.
///
/// TCP itself says too late that a host is cut off: it sends again for minutes, and even with a time-out of its own
/// (TCP_USER_TIMEOUT) looks no sooner than its first repetition, 200 ms on Linux. But it knows at once what of the
/// request the other host has acknowledged, which a host does within 40 ms however slow the server on it is. So what
/// is not acknowledged within the time that a new connection may take is lost, and so is what was asked on other
/// connections to the same backend before: their answers get lost as the acknowledgement did.
///
/// A request that cannot be repeated, or has nowhere else to go, waits on for `response-timeout`.
///
/// @param loss      after which what is not acknowledged is lost: `connect-timeout`
/// @param tryLimit  for one attempt; zero for none
@Pure
record Patience(Duration loss, Duration tryLimit) {

    /// How a request stands that waits for the head of its answer.
    ///
    /// @param waited         nanoseconds since it was sent
    /// @param unacknowledged whether the backend's host has not acknowledged all of it
    /// @param lossSeen       whether packets to or from this backend were found lost since it was sent
    record Situation(long waited, boolean unacknowledged, boolean lossSeen) {}

    /// The shortest time after which there is anything to decide.
    long nanos() {
        return tryLimit.isZero() ? loss.toNanos() : Math.min(loss.toNanos(), tryLimit.toNanos());
    }

    /// How long after this look the next one is due.
    long nextLook(long waited) {
        long toLoss = loss.toNanos() - waited;
        long toTry = tryLimit.toNanos() - waited;
        if (toLoss > 0 && toTry > 0) return Math.min(toLoss, toTry);
        if (toLoss > 0) return toLoss;
        return toTry > 0 ? toTry : nanos();
    }

    /// Whether the attempt ends now, and why.
    ///
    /// @return null while it goes on
    @Nullable
    Failure decide(Situation now) {
        if (now.waited >= loss.toNanos()) {
            if (now.unacknowledged)
                return new Failure(
                        Kind.PACKETS_LOST, "the request was not acknowledged within " + loss.toMillis() + " ms");
            if (now.lossSeen) return new Failure(Kind.PACKETS_LOST, "no answer, while packets to it are lost");
        }
        if (!tryLimit.isZero() && now.waited >= tryLimit.toNanos())
            return new Failure(Kind.TRY_TIMEOUT, "no answer within try-timeout, " + tryLimit.toMillis() + " ms");
        return null;
    }
}
