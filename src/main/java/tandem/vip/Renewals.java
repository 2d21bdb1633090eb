package tandem.vip;

import tandem.Pure;

/// How often an address that was owned was renewed, since the start.
///
/// @param done   times it was
/// @param failed times it could not be
@Pure
public record Renewals(long done, long failed) {
    /// Before the first one.
    public static final Renewals NONE = new Renewals(0, 0);

    Renewals and(boolean isDone) {
        return isDone ? new Renewals(done + 1, failed) : new Renewals(done, failed + 1);
    }
}
