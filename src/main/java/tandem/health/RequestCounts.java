package tandem.health;

import tandem.Pure;

/// Real requests of a backend within the window.
///
/// @param answered of these, answered
/// @param failed   of these, failed in a way that counts against the backend
@Pure
record RequestCounts(long answered, long failed) {
    static final RequestCounts NONE = new RequestCounts(0, 0);

    long total() {
        return answered + failed;
    }

    RequestCounts minus(RequestCounts earlier) {
        return new RequestCounts(answered - earlier.answered, failed - earlier.failed);
    }

    /// For example `12 of 20 requests failed`.
    String text() {
        return failed + " of " + total() + " requests failed";
    }
}
