package tandem.health;

import java.time.Duration;
import tandem.Pure;

/// Remembers totals as they were half a window ago and more, so that what has come since is known without a look at
/// each request. What it covers is between a half and the whole of the window.
///
/// @param since   when `now` was taken
/// @param now     totals at the beginning of the half that runs
/// @param earlier totals at the beginning of the half before
@Pure
record RequestWindow(long since, RequestCounts now, RequestCounts earlier) {

    static RequestWindow begin(long since) {
        return new RequestWindow(since, RequestCounts.NONE, RequestCounts.NONE);
    }

    /// To be called at least twice in a window.
    RequestWindow rolled(RequestCounts totals, Duration length, long at) {
        return at - since < length.toNanos() / 2 ? this : new RequestWindow(at, totals, now);
    }

    RequestCounts within(RequestCounts totals) {
        return totals.minus(earlier);
    }
}
