package tandem.health;

import tandem.Pure;

/// Failures one after another, with nothing good between them.
///
/// @param count how many; stays at the greatest number there is
/// @param last  what the newest one was, for a person
@Pure
record Streak(int count, String last) {
    static final Streak NONE = new Streak(0, "");

    Streak and(String failure) {
        return new Streak(count == Integer.MAX_VALUE ? count : count + 1, failure);
    }

    boolean isNone() {
        return count == 0;
    }

    /// For example `3 requests failed in a row, last: connection refused`.
    ///
    /// @param what singular of what failed
    String text(String what) {
        return count == 1 ? "1 " + what + " failed: " + last : count + " " + what + "s failed in a row, last: " + last;
    }
}
