package tandem.notify;

import java.util.List;
import java.util.stream.Collectors;
import tandem.Pure;
import tandem.admin.Event;

/// What is told at once: one notice, or several of one topic that came faster than they are told.
///
/// @param id      the same for every attempt
/// @param notices one at least, in order
/// @param lost    older ones that did not fit into the queue
@Pure
record Digest(String id, List<Notice> notices, Lost lost) {
    Digest {
        notices = List.copyOf(notices);
    }

    /// What is not told one by one.
    ///
    /// @param worst what the worst of them was
    record Lost(int count, Event.Grade worst) {
        static final Lost NONE = new Lost(0, Event.Grade.INFO);

        Lost and(Notice notice) {
            return new Lost(count + 1, worse(worst, notice.grade()));
        }
    }

    private static Event.Grade worse(Event.Grade one, Event.Grade other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    /// The worst of all that it tells: what is fine again when it is told may have cost requests before.
    Event.Grade grade() {
        return notices.stream().map(Notice::grade).reduce(lost.worst(), Digest::worse);
    }

    /// The last one is what is true now.
    Notice newest() {
        return notices.getLast();
    }

    int count() {
        return notices.size() + lost.count();
    }

    String title() {
        int more = count() - 1;
        if (more == 0) return newest().title();
        return newest().title() + " (after " + more + (more == 1 ? " more change)" : " more changes)");
    }

    /// A line for each.
    String text() {
        var lines = notices.stream().map(Notice::line).collect(Collectors.joining("\n"));
        return lost.count() == 0 ? lines : lost.count() + " older ones are left out\n" + lines;
    }
}
