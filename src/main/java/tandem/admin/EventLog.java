package tandem.admin;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The last events of this node. Any thread.
///
/// Numbers begin where the life of the node does, so that those of a later life are greater than those of an
/// earlier one: who comes back with the last number that he knows misses nothing, whatever has become of the
/// node meanwhile.
public final class EventLog {
    /// The oldest goes when one more comes.
    static final int MOST = 1000;

    /// A million numbers for each second of a life. They are exact in JavaScript until the year 2242.
    private static final int BITS_OF_A_SECOND = 20;

    private final Deque<Event> events = new ArrayDeque<>();
    private final List<Consumer<Event>> followers = new CopyOnWriteArrayList<>();
    private long last;

    public EventLog() {
        this(Instant.now());
    }

    /// @param life when it began, by the wall clock
    EventLog(Instant life) {
        last = Math.max(0, life.getEpochSecond()) << BITS_OF_A_SECOND;
    }

    /// Notes an event and tells those who follow, in order.
    public synchronized void add(Event.Draft draft, Instant at) {
        var event = new Event(++last, at, draft);
        events.addLast(event);
        if (events.size() > MOST) events.removeFirst();
        for (var follower : followers) follower.accept(event);
    }

    /// Tells of every later event, on whichever thread notes it: hand over and return.
    public void follow(Consumer<Event> follower) {
        followers.add(follower);
    }

    /// Ends that.
    public void unfollow(Consumer<Event> follower) {
        followers.remove(follower);
    }

    /// Which events are asked for.
    ///
    /// @param after  only those with a greater number
    /// @param before only those with a smaller number
    /// @param kinds  only those of these kinds
    record Range(long after, long before, Set<Event.Kind> kinds) {
        private boolean has(Event event) {
            return event.id() > after
                    && event.id() < before
                    && kinds.contains(event.draft().kind());
        }
    }

    /// Some events.
    ///
    /// @param events oldest first
    /// @param older  whether there are more of them before these
    record Page(List<Event> events, boolean older) {}

    /// The newest of a range.
    ///
    /// @param most how many
    synchronized Page page(Range range, int most) {
        var all = events.stream().filter(range::has).toList();
        int from = Math.max(0, all.size() - most);
        return new Page(all.subList(from, all.size()), from > 0);
    }

    /// The newest that are younger than an event, oldest first. A number that no event has yet is of another
    /// life, before which the clock was put back: then they are all younger.
    ///
    /// @param after the number of that event; 0 for all
    /// @param most  how many
    synchronized List<Event> since(long after, int most) {
        long known = after > last ? 0 : after;
        return page(new Range(known, Long.MAX_VALUE, EnumSet.allOf(Event.Kind.class)), most)
                .events();
    }
}
