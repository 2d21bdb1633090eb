package tandem.admin;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// The last events of this node. Any thread.
public final class EventLog {
    /// The oldest goes when one more comes.
    static final int MOST = 1000;

    private final Deque<Event> events = new ArrayDeque<>();
    private final List<Consumer<Event>> followers = new CopyOnWriteArrayList<>();
    private long last;

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

    /// The newest that are younger than an event, oldest first.
    ///
    /// @param after the number of that event; 0 for all
    /// @param most  how many
    synchronized List<Event> since(long after, int most) {
        var younger = events.stream().filter(event -> event.id() > after).toList();
        return younger.subList(Math.max(0, younger.size() - most), younger.size());
    }
}
