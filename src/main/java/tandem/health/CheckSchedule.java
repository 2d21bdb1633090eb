package tandem.health;

import java.time.Duration;
import tandem.Pure;

/// When a backend is checked next.
@Pure
final class CheckSchedule {
    /// A backend in doubt is checked this many times as often, so that it comes back soon after it has
    /// recovered, and a dead one is found before many requests met it.
    static final int FASTER = 4;
    /// But not more often than this, unless the interval itself is shorter.
    static final Duration FASTEST = Duration.ofMillis(100);

    private CheckSchedule() {}

    /// The first checks are spread over one interval, and stay spread as long as all is well: neither the
    /// backends, which may share a host, nor the event loop has to do everything at once.
    static Duration first(int index, int backends, Duration interval) {
        return interval.multipliedBy(index).dividedBy(backends);
    }

    /// How often a backend in doubt is checked, unless something else is said.
    static Duration whenDown(Duration interval) {
        Duration faster = interval.dividedBy(FASTER);
        return shorter(interval, faster.compareTo(FASTEST) < 0 ? FASTEST : faster);
    }

    /// From a check's start to the next one's.
    ///
    /// @param drawn from 0 to 1, at random: what part of the jitter it takes longer
    static Duration period(boolean doubtful, HealthSettings.Check settings, double drawn) {
        Duration period = doubtful ? settings.intervalWhenDown() : settings.interval();
        return period.plusNanos((long) (period.toNanos() * settings.jitterPercent() / 100.0 * drawn));
    }

    /// From a check's end to the next one's start; zero when the check took longer than the period.
    static Duration pause(Duration period, Duration took) {
        Duration left = period.minus(took);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
