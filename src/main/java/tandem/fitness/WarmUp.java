package tandem.fitness;

import java.time.Duration;
import tandem.Pure;

/// How far the burst of first requests has come, and whether it has done its work.
///
/// @param planned requests
/// @param sent    of them
/// @param first   how long the first one took
/// @param average of the newest ones, each of which weighs a thirty-second
@Pure
record WarmUp(int planned, int sent, Duration first, Duration average) {
    private static final int WEIGHT = 32;

    WarmUp(int planned) {
        this(planned, 0, Duration.ZERO, Duration.ZERO);
    }

    WarmUp and(Duration took) {
        if (sent == 0) return new WarmUp(planned, 1, took, took);
        var next = average.multipliedBy(WEIGHT - 1).plus(took).dividedBy(WEIGHT);
        return new WarmUp(planned, sent + 1, first, next);
    }

    boolean over() {
        return sent >= planned;
    }

    String text() {
        return "warmed up by " + sent + " requests to itself: the first took " + millis(first) + " ms, the last ones "
                + millis(average) + " ms";
    }

    private static double millis(Duration time) {
        return Math.round(time.toNanos() / 1e5) / 10.0;
    }
}
