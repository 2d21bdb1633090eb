package tandem.proxy;

import java.time.Duration;
import tandem.Pure;
import tandem.balance.Mix;

/// What an affinity cookie tells a session apart by, and since when: the upper half of the number is the
/// session's own and stays when its cookie is renewed, the lower half is the second in which the cookie was
/// set.
///
/// Cookies of earlier versions have a random number in the place of that second. So they are taken for old or
/// for set in the future, which no cookie is, and renewed.
@Pure
final class StampedSession {
    private static final long SECONDS = 0xffff_ffffL;

    private StampedSession() {}

    /// @param id    of the session; its upper half counts
    /// @param epoch the second of now, since 1970
    static long of(long id, long epoch) {
        return (id & ~SECONDS) | (epoch & SECONDS);
    }

    /// The session, whenever its cookie was set; never 0.
    static long id(long stamped) {
        long own = stamped & ~SECONDS;
        return own | (Mix.of(own) & SECONDS) | 1;
    }

    /// Whether half of the time is over for which browsers keep the cookie, or that cannot be known.
    ///
    /// @param epoch the second of now, since 1970
    static boolean isDue(long stamped, Duration maxAge, long epoch) {
        long age = epoch - (stamped & SECONDS);
        return age < 0 || age * 2 >= maxAge.toSeconds();
    }
}
