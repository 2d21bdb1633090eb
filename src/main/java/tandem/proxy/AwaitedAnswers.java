package tandem.proxy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The attempts on one backend whose request is sent and whose answer's head has not come, the oldest first. One event
/// loop's; to enter and to leave allocates nothing.
final class AwaitedAnswers {
    private final List<Place> late = new ArrayList<>();
    private @Nullable Place first;
    private @Nullable Place last;

    /// Where an attempt stands among them.
    static final class Place {
        private final Attempt attempt;
        private @Nullable Place before;
        private @Nullable Place after;
        private boolean taken;
        private boolean slow;
        private long since;
        private long lookAt;

        Place(Attempt attempt) {
            this.attempt = attempt;
        }

        boolean isTaken() {
            return taken;
        }

        /// When the request was sent, by [System#nanoTime()].
        long since() {
            return since;
        }
    }

    /// Enters at the end; once more for a request of which more was sent.
    void add(Place place, long now) {
        remove(place);
        place.taken = true;
        place.slow = false;
        place.since = now;
        place.lookAt = now;
        place.before = last;
        if (last == null) first = place;
        else last.after = place;
        last = place;
    }

    /// Leaves; nothing where it does not stand.
    void remove(Place place) {
        if (!place.taken) return;
        place.taken = false;
        if (place.before == null) first = place.after;
        else place.before.after = place.after;
        if (place.after == null) last = place.before;
        else place.after.before = place.before;
        place.before = null;
        place.after = null;
    }

    /// Looks at those that wait for long, each one once in a while, and at all of them when packets are found lost.
    ///
    /// @param now by [System#nanoTime()]
    void check(Patience patience, BackendLoad load, long now) {
        int found;
        do {
            long lost = load.lostAt();
            collect(patience, load, now);
            found = late.size();
            // To fail one begins another attempt, perhaps one that waits here.
            for (int i = 0; i < found; i++)
                if (late.get(i).taken) late.get(i).attempt.checkPatience(now);
            late.clear();
            if (load.lostAt() == lost) return;
        } while (found > 0);
    }

    /// Tells those, once each, that have waited for so long.
    ///
    /// @param limit nanoseconds
    /// @param now   by [System#nanoTime()]
    void tellSlow(long limit, long now) {
        for (Place place = first; place != null && now - place.since >= limit; place = place.after) {
            if (place.slow) continue;
            place.slow = true;
            late.add(place);
        }
        // To begin another attempt may fail at once, and end this one's wait or another's.
        for (int i = 0; i < late.size(); i++)
            if (late.get(i).taken) late.get(i).attempt.slow();
        late.clear();
    }

    /// How many were sent between these moments and wait still.
    int sentBetween(long from, long to) {
        int count = 0;
        for (Place place = first; place != null && to - place.since >= 0; place = place.after)
            if (place.since - from >= 0) count++;
        return count;
    }

    private void collect(Patience patience, BackendLoad load, long now) {
        for (Place place = first; place != null && now - place.since >= patience.nanos(); place = place.after) {
            if (now - place.lookAt < 0 && !load.isCut(place.since)) continue;
            place.lookAt = now + patience.nextLook(now - place.since);
            late.add(place);
        }
    }
}
