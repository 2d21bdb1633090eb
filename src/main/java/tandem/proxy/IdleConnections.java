package tandem.proxy;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Connections to a backend on which nothing is asked, the one that was used last at the end.
final class IdleConnections {
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();

    void add(UpstreamConnection connection) {
        idle.addLast(connection);
    }

    void remove(UpstreamConnection connection) {
        idle.remove(connection);
    }

    /// Takes the one that was used last.
    ///
    /// @param owner takes one of this client's; null where a connection serves everybody
    /// @return null when there is none
    @Nullable
    UpstreamConnection take(ForwardedHeaders.@Nullable Peer owner) {
        if (owner == null) return idle.pollLast();
        for (Iterator<UpstreamConnection> all = idle.descendingIterator(); all.hasNext(); ) {
            UpstreamConnection one = all.next();
            if (!owner.equals(one.owner())) continue;
            all.remove();
            return one;
        }
        return null;
    }

    /// The one that was used the longest time ago; null when there is none.
    @Nullable
    UpstreamConnection oldest() {
        return idle.peekFirst();
    }

    /// Ends that one, if there is one.
    void closeOldest() {
        UpstreamConnection oldest = idle.pollFirst();
        if (oldest != null) oldest.close();
    }

    /// Ends those that go to where their backend is no more.
    void keepOnly(Whereabouts of) {
        for (UpstreamConnection connection : List.copyOf(idle)) {
            if (of.keeps(connection)) continue;
            idle.remove(connection);
            connection.close();
        }
    }

    void close() {
        for (UpstreamConnection connection : idle) connection.close();
        idle.clear();
    }
}
