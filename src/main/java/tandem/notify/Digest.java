package tandem.notify;

import java.util.List;
import java.util.stream.Collectors;
import tandem.Pure;

/// What is told at once: one notice, or several of one topic that came faster than they are told.
///
/// @param id      the same for every attempt
/// @param notices one at least, in order
/// @param lost    older ones that did not fit into the queue
@Pure
record Digest(String id, List<Notice> notices, int lost) {
    Digest {
        notices = List.copyOf(notices);
    }

    /// The last one is what is true now.
    Notice newest() {
        return notices.getLast();
    }

    int count() {
        return notices.size() + lost;
    }

    String title() {
        int more = count() - 1;
        if (more == 0) return newest().title();
        return newest().title() + " (after " + more + (more == 1 ? " more change)" : " more changes)");
    }

    /// A line for each.
    String text() {
        var lines = notices.stream().map(Notice::line).collect(Collectors.joining("\n"));
        return lost == 0 ? lines : lost + " older ones are left out\n" + lines;
    }
}
