package tandem.vip;

import java.time.Duration;
import tandem.Pure;

/// When to make a move that ends connections. What is under way gets half of the time to end; from then on the move is
/// made when as little is under way as was ever seen, since under load there may never be nothing.
@Pure
final class QuietMoment {
    private final Duration patient;
    private int lowest = Integer.MAX_VALUE;

    /// @param limit how long there is time
    QuietMoment(Duration begun, Duration limit) {
        patient = begun.plus(limit.dividedBy(2));
    }

    /// Takes in what is under way now, and answers whether this is the moment.
    boolean isNow(int inFlight, Duration at) {
        if (inFlight == 0 || (at.compareTo(patient) >= 0 && inFlight <= lowest)) return true;
        lowest = Math.min(lowest, inFlight);
        return false;
    }
}
