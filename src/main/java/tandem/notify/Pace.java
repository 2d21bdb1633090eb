package tandem.notify;

import java.time.Duration;
import tandem.Pure;

/// How fast somebody is told: some messages at once, then one for each pause (the generic cell rate algorithm).
///
/// @param burst at once
/// @param pause nanoseconds
/// @param due   when a message would have been due if each had come after a pause, by some clock that only grows
@Pure
record Pace(int burst, long pause, long due) {

    /// Before the first message.
    static Pace of(int burst, Duration pause, long now) {
        return new Pace(burst, pause.toNanos(), now);
    }

    /// How long the next message has to wait, in nanoseconds; 0 or less for not at all.
    long waits(long now) {
        return due - now - (burst - 1) * pause;
    }

    /// Whether it has been quiet for so long that all of the burst is there again.
    boolean isRested(long now) {
        return due - now <= 0;
    }

    /// After a message.
    Pace told(long now) {
        return new Pace(burst, pause, (due - now > 0 ? due : now) + pause);
    }
}
