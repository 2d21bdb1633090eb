package tandem.proxy;

import java.util.List;
import tandem.Pure;

/// How one backend keeps `retry.try-timeout`, as one event loop has seen it within the last half to whole second.
///
/// A try that is late says something of its backend only where the others do better. When all of them are late at once,
/// it is the network, the machine, this node or what they all ask (a database): to eject them would leave nobody, and
/// to repeat their requests would make it worse. So a try that is late is given up, and counts as a failure, only
/// where its backend [isAlone], which it is by any of these:
///
///  1. Another backend has answered a try that was sent later, and this one has answered none of those, or nothing at
/// all
///     for as long as a try may take: it is silent while others speak. One slow page among quick ones is no silence.
///  2. There is nothing to compare with: no other backend was sent a try since.
///  3. It has at least twice as large a part of late tries as another one, and by so much that it is no chance
///     ([#DEVIATIONS]).
///
/// Compared is with each of the others and not with all of them together, so that two of three that hang are found as
/// well as one.
@Pure
final class TryPace {
    static final long HALF_WINDOW = 500_000_000;
    /// Standard deviations of the difference of two parts (the two-proportion z-test). Four come by chance once in some
    /// ten thousand looks.
    static final double DEVIATIONS = 4;

    private static final int TIMES = 2;

    private final long limit;
    private long timely;
    private long late;
    private long timelyBefore;
    private long lateBefore;
    private long since;
    private long newestSent;
    private long newestAnswered;
    private long answeredAt;

    /// @param limit `retry.try-timeout` in nanoseconds
    /// @param now   by any clock
    TryPace(long limit, long now) {
        this.limit = limit;
        this.since = now;
        this.newestSent = now - Long.MAX_VALUE / 2;
        this.newestAnswered = newestSent;
        this.answeredAt = newestSent;
    }

    /// What a backend's tries came to.
    ///
    /// @param late           of all, not answered in time
    /// @param newestSent     when the last one was sent
    /// @param newestAnswered when the last one of those was sent that were answered
    /// @param silent         whether none was answered for as long as a try may take
    record Tries(long late, long all, long newestSent, long newestAnswered, boolean silent) {}

    /// A try was sent.
    void sent(long now) {
        newestSent = now;
    }

    /// A try was answered.
    ///
    /// @param sent when
    /// @param now  by the clock
    void answered(long sent, long now) {
        if (now - sent < limit) timely++;
        else late++;
        if (sent - newestAnswered > 0) newestAnswered = sent;
        answeredAt = now;
    }

    /// A try was given up for being late.
    void givenUp() {
        late++;
    }

    /// To be called some times in half a second.
    void roll(long now) {
        if (now - since < HALF_WINDOW) return;
        boolean old = now - since >= 2 * HALF_WINDOW;
        timelyBefore = old ? 0 : timely;
        lateBefore = old ? 0 : late;
        timely = 0;
        late = 0;
        since = now;
    }

    /// When those were sent that wait for long already: they count as late, since they cannot be known to be in time.
    ///
    /// @param now by the clock
    long waitingLongSince(long now) {
        return now - limit / 2;
    }

    /// And when those that have waited for longer than what is looked at here: they say nothing of this moment.
    long waitingTooLongSince(long now) {
        return now - limit - 2 * HALF_WINDOW;
    }

    /// Within the window.
    ///
    /// @param waiting how many have waited for half of the limit, and not for too long
    /// @param now     by the clock
    Tries within(int waiting, long now) {
        long all = timely + late + timelyBefore + lateBefore + waiting;
        return new Tries(late + lateBefore + waiting, all, newestSent, newestAnswered, now - answeredAt >= limit);
    }

    /// Whether a try is late because of its backend.
    ///
    /// @param sent when the try was
    static boolean isAlone(long sent, Tries own, List<Tries> others) {
        boolean silent = own.silent || own.newestAnswered - sent <= 0;
        boolean compared = false;
        for (Tries other : others) {
            if (silent && other.newestAnswered - sent > 0) return true;
            if (other.newestSent - sent > 0) compared = true;
            if (isLater(own, other)) return true;
        }
        return silent && !compared;
    }

    private static boolean isLater(Tries own, Tries other) {
        if (own.all == 0 || other.all == 0) return false;
        double mine = (double) own.late / own.all;
        double theirs = (double) other.late / other.all;
        double both = (double) (own.late + other.late) / (own.all + other.all);
        double deviation = StrictMath.sqrt(both * (1 - both) * (1.0 / own.all + 1.0 / other.all));
        return mine >= TIMES * theirs && mine - theirs > DEVIATIONS * deviation;
    }
}
