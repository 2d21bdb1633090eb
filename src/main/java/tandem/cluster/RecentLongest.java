package tandem.cluster;

import java.time.Duration;
import tandem.Pure;

/// The longest of the times that were noted lately. It is kept for one to two spans, in two halves, so that
/// it costs the same however many there are.
///
/// Holds state, for one thread; it has no clock.
@Pure
final class RecentLongest {
    private final Duration span;
    private Duration since = Duration.ZERO;
    private Duration current = Duration.ZERO;
    private Duration before = Duration.ZERO;

    /// @param span for how long a time is remembered at least
    RecentLongest(Duration span) {
        this.span = span;
    }

    void note(Duration time, Duration now) {
        forget(now);
        if (time.compareTo(current) > 0) current = time;
    }

    /// Zero when nothing was noted lately.
    Duration longest(Duration now) {
        forget(now);
        return current.compareTo(before) > 0 ? current : before;
    }

    private void forget(Duration now) {
        Duration age = now.minus(since);
        if (age.compareTo(span) < 0) return;
        before = age.compareTo(span.multipliedBy(2)) < 0 ? current : Duration.ZERO;
        current = Duration.ZERO;
        since = now;
    }
}
