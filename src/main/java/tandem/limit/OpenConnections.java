package tandem.limit;

import java.util.HashMap;
import java.util.Map;

/// How many connections are open, in all and by client. It remembers nobody who has none, so that its size is
/// that of the connections themselves.
///
/// May be used from any thread.
public final class OpenConnections {
    private int most;
    private int mostByClient;
    private final Map<Long, Integer> byClient = new HashMap<>();
    private int open;

    /// What becomes of a new connection.
    public enum Admission {
        ADMITTED,
        /// There are as many as there may be.
        FULL,
        /// This client has as many as it may have.
        CLIENT_FULL
    }

    /// Nobody is connected yet.
    ///
    /// @param most         in all
    /// @param mostByClient of one client
    public OpenConnections(int most, int mostByClient) {
        this.most = most;
        this.mostByClient = mostByClient;
    }

    /// Counts a connection, unless it may not be there. What was admitted has to be [#closed] once.
    ///
    /// @param client of [ClientKey]
    public synchronized Admission opened(long client) {
        if (open >= most) return Admission.FULL;
        int own = byClient.getOrDefault(client, 0);
        if (own >= mostByClient) return Admission.CLIENT_FULL;
        byClient.put(client, own + 1);
        open++;
        return Admission.ADMITTED;
    }

    /// Other limits from now on; whoever is connected may stay.
    public synchronized void limit(int mostInAll, int mostOfOne) {
        most = mostInAll;
        mostByClient = mostOfOne;
    }

    public synchronized void closed(long client) {
        open--;
        byClient.computeIfPresent(client, (_, own) -> own == 1 ? null : own - 1);
    }

    public synchronized int open() {
        return open;
    }

    /// Clients that have a connection.
    public synchronized int clients() {
        return byClient.size();
    }
}
