package tandem.admin;

import java.time.Duration;
import java.time.Instant;
import tandem.Pure;

/// How near a certificate is to its end.
///
/// It is about to expire when a part of its lifetime is left, so that one for a week is not so for all of its
/// life, and at most two weeks before: whoever renews by a machine does it long before that.
@Pure
public enum Expiry {
    FAR,
    /// Two weeks or a quarter of its lifetime are left, whichever is less.
    SOON,
    /// Three days or a twelfth of it.
    URGENT,
    EXPIRED;

    private static final Duration SOON_BEFORE = Duration.ofDays(14);
    private static final int SOON_PART = 4;
    private static final Duration URGENT_BEFORE = Duration.ofDays(3);
    private static final int URGENT_PART = 12;

    /// At one moment.
    ///
    /// @param notBefore begin of the certificate's validity
    /// @param notAfter  its end
    public static Expiry of(Instant notBefore, Instant notAfter, Instant now) {
        var left = Duration.between(now, notAfter);
        var lifetime = Duration.between(notBefore, notAfter);
        if (left.isNegative() || left.isZero()) return EXPIRED;
        if (left.compareTo(least(URGENT_BEFORE, lifetime.dividedBy(URGENT_PART))) < 0) return URGENT;
        return left.compareTo(least(SOON_BEFORE, lifetime.dividedBy(SOON_PART))) < 0 ? SOON : FAR;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
