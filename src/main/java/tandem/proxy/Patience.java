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
/// A server that hangs acknowledges as well, so only a time-out finds it, where there is one. It is not held against a
/// backend that is late together with all the others, nor is the time for which the proxy itself stood still.
///
/// A request that cannot be repeated, or has nowhere else to go, waits on for `response-timeout`.
///
/// @param loss      after which what is not acknowledged is lost: `connect-timeout`
/// @param tryLimit  for one attempt; zero for none
@Pure
record Patience(Duration loss, Duration tryLimit) {
    private static final int CLOSE_LOOKS = 4;

    /// How a request stands that waits for the head of its answer.
    ///
    /// @param waited         nanoseconds since it was sent
    /// @param unacknowledged whether the backend's host has not acknowledged all of it
    /// @param lossSeen       whether packets to or from this backend were found lost since it was sent
    /// @param stoodStill     of the nanoseconds waited, those for which the proxy itself read nothing
    /// @param alone          whether other backends are in time ([TryPace])
    record Situation(long waited, boolean unacknowledged, boolean lossSeen, long stoodStill, boolean alone) {}

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
        if (toTry > 0) return toTry;
        // It may be spared because the others are late as well, and be alone with that soon.
        return !tryLimit.isZero() && -toTry < CLOSE_LOOKS * tryLimit.toNanos() ? nanos() / CLOSE_LOOKS : nanos();
    }

    /// Whether a try is late.
    ///
    /// @param waited     nanoseconds since the request was sent
    /// @param stoodStill of these, those for which the proxy itself read nothing
    boolean isLate(long waited, long stoodStill) {
        return !tryLimit.isZero() && waited - stoodStill >= tryLimit.toNanos();
    }

    /// Whether a backend whose try was outrun by one that was sent later, to another backend, has failed with
    /// that.
    ///
    /// By itself it has not: any try may be slow, and to be outrun says no more. But of a backend that hangs
    /// all are outrun, long before one of them could be late. So it has where nothing at all was heard of it
    /// for as long as a try may take, or a connection where tries have no limit; and for twice as long as the
    /// other one took, for where all are late at once it is chance who is answered first.
    ///
    /// @param silent nanoseconds since its first try was sent that was outrun, with nothing heard of it since
    /// @param took   what the other one took
    /// @return null when it has not
    @Nullable
    Failure outrun(long silent, long took) {
        long limit = tryLimit.isZero() ? loss.toNanos() : tryLimit.toNanos();
        if (silent < limit || silent / 2 < took) return null;
        return new Failure(
                Kind.TRY_TIMEOUT,
                "nothing was heard of it for " + Duration.ofNanos(silent).toMillis()
                        + " ms, and another backend answered what was asked later");
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
        if (now.alone && isLate(now.waited, now.stoodStill))
            return new Failure(Kind.TRY_TIMEOUT, "no answer within try-timeout, " + tryLimit.toMillis() + " ms");
        return null;
    }
}
