package tandem.fitness;

import java.time.Duration;
import tandem.Pure;

/// How far the requests that warm a node up have come, and whether they have done their work.
///
/// @param planned requests
/// @param sent    of them, with an answer
/// @param spent   time from the first one on that was spent on them
/// @param first   what one of the first round took: the time of that round by the number of its requests
/// @param newest  what one of the newest round took
@Pure
record WarmUp(int planned, int sent, Duration spent, Duration first, Duration newest) {
    /// After so many every class that a request needs is loaded, and what is hottest is compiled for the first time.
    private static final int ROUGHLY = 160;

    WarmUp(int planned) {
        this(planned, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    /// After another round.
    ///
    /// @param more requests, at least one
    /// @param took all of them together
    WarmUp and(int more, Duration took) {
        var each = took.dividedBy(more);
        return new WarmUp(planned, sent + more, spent.plus(took), sent == 0 ? each : first, each);
    }

    /// Whether the node answers as quickly as a node that has just started can.
    boolean roughlyOver() {
        return sent >= Math.min(planned, ROUGHLY);
    }

    boolean over() {
        return sent >= planned;
    }

    String text() {
        return "warmed up by " + sent + " requests to a backend of its own in " + spent.toMillis()
                + " ms: one of the first took " + micros(first) + " µs, one of the last " + micros(newest) + " µs";
    }

    private static long micros(Duration time) {
        return Math.round(time.toNanos() / 1e3);
    }
}
